namespace Offing.Simulator;

/// <summary>The world has shown something that must never be.</summary>
/// <param name="checker">Who found it.</param>
internal sealed class SimFailure(string checker, string what, Exception? inner = null)
    : Exception($"{checker}: {what}", inner)
{
    public string Checker => checker;

    /// <summary>Fails unless it holds.</summary>
    public static void Unless(bool holds, string checker, Func<string> what)
    {
        if (!holds)
        {
            throw new SimFailure(checker, what());
        }
    }
}
