namespace Offing.Simulator.Traders;

/// <summary>What a client has sent and keeps until it knows what became of it.</summary>
internal sealed class Request(int client, ulong nonce, byte[] body)
{
    public int Client => client;

    public ulong Nonce => nonce;

    public byte[] Body => body;

    public ulong SentAt { get; set; }

    /// <summary>It was sent once only.</summary>
    public bool IsNew { get; set; } = true;

    /// <summary>It was answered, and not with "unknown".</summary>
    public bool IsSettled { get; set; }
}

/// <summary>An answer on its way to a client.</summary>
/// <param name="Seq">Of the entry that it tells of; 0: nothing was logged.</param>
/// <param name="IsUnknown">Only a look at the state tells what became of the request.</param>
internal readonly record struct Reply(int Status, byte[] Body, ulong Seq, bool IsUnknown);
