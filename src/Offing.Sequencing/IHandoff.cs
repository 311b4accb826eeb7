using System.Diagnostics.CodeAnalysis;

namespace Offing.Sequencing;

/// <summary>A bounded queue from many threads to one.</summary>
public interface IHandoff<T>
    where T : class
{
    /// <summary>From any thread; never waits.</summary>
    RingOutcome TryAdd(T item);

    /// <summary>The oldest item and its ticket; by the one consumer.</summary>
    /// <returns>False when there is none, or its producer has not finished putting it in.</returns>
    bool TryTake([NotNullWhen(true)] out T? item, out long ticket);

    /// <summary>Whether something is in, or is being put in; by the one consumer.</summary>
    bool HasClaims { get; }

    /// <summary>From any thread.</summary>
    bool IsClosed { get; }

    /// <summary>
    /// Lets nothing more in. What is claimed by then can still be taken: all of it is there when <see
    /// cref="HasClaims"/> is false.
    /// </summary>
    void Close();
}
