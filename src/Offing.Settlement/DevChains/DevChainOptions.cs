namespace Offing.Settlement.DevChains;

/// <summary>How to run the development chain.</summary>
public sealed record DevChainOptions
{
    /// <summary>The executable, from <see cref="AnvilBinary.Find"/>.</summary>
    public required string Anvil { get; init; }

    /// <summary>Holds the chain's state; made when it is missing. One chain at a time may use it.</summary>
    public required string Folder { get; init; }

    /// <summary>Port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Seconds between blocks; 0 = only when one is asked for.</summary>
    public int BlockTime_S { get; init; } = 1;

    /// <summary>Seconds between dumps of the state: what a power cut can lose.</summary>
    public int StateInterval_S { get; init; } = 30;

    /// <summary>How long it may take to load its state and answer.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it may take to write its state and exit, before it is killed.</summary>
    public TimeSpan ExitWithin { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>The development chain cannot run; the message is one line that says what to do.</summary>
public sealed class DevChainException(string message, Exception? inner = null) : Exception(message, inner);
