using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Offing.Primitives;

/// <summary>An assertion of ours failed: a bug in this program, never bad input.</summary>
public sealed class AssertionFailedException(string message) : Exception(message);

/// <summary>Assertions that stay on in release builds.</summary>
public static class Check
{
    /// <summary>
    /// Throws <see cref="AssertionFailedException"/> when <paramref name="condition"/> is false.
    /// </summary>
    [StackTraceHidden]
    public static void That(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
        {
            Fail(expression);
        }
    }

    /// <summary>Marks a branch that no input can reach.</summary>
    [DoesNotReturn, StackTraceHidden]
    public static void Fail(string message) => throw new AssertionFailedException(message);

    /// <summary>Marks an expression that no input can reach.</summary>
    [StackTraceHidden]
    public static T Unreachable<T>(string message) => throw new AssertionFailedException(message);
}
