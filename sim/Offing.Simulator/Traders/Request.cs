using Offing.Gateway;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Simulator.Traders;

/// <summary>What a message to the venue asks for.</summary>
internal enum Ask
{
    /// <summary>POST /exchange.</summary>
    Action,

    /// <summary>POST /native/exchange.</summary>
    NativeAction,

    /// <summary>POST /native/oracle.</summary>
    Report,

    /// <summary>GET /native/receipt; the body is the signer.</summary>
    Receipt,
}

/// <summary>What a client has sent and keeps until it knows what became of it.</summary>
/// <param name="client">Where the answer goes.</param>
internal sealed class Request(int client, Ask kind, ulong nonce, byte[] body)
{
    public int Client => client;

    public Ask Kind => kind;

    public ulong Nonce => nonce;

    public byte[] Body => body;

    public ulong SentAt { get; set; }

    /// <summary>It counts as a command, and was sent once only.</summary>
    public bool IsNew { get; set; } = kind is Ask.Action or Ask.NativeAction;

    /// <summary>It was answered, and not with "unknown".</summary>
    public bool IsSettled { get; set; }
}

/// <summary>An answer on its way to a client.</summary>
/// <param name="Seq">Of the entry that it tells of; 0: nothing was logged.</param>
/// <param name="IsUnknown">Only a look at the state tells what became of the request.</param>
internal readonly record struct Reply(int Status, byte[] Body, ulong Seq, bool IsUnknown)
{
    /// <summary>Whether it carries a receipt, when it is one of those that may.</summary>
    public bool HasReceipt => Status == 200 && Body.AsSpan().IndexOf("\"receipt\":null"u8) < 0
        && Body.AsSpan().IndexOf("\"status\":\"err\""u8) < 0;
}

/// <summary>An answer as it leaves the gateway, with what it rests on.</summary>
/// <param name="Sent">What was to be logged; null when the door kept it out.</param>
/// <param name="Output">What became of it; null when nothing was logged.</param>
/// <param name="Again">Says the same of another output.</param>
internal sealed record Told(
    Entry? Sent, EntryOutput? Output, Reply Reply, Func<EntryOutput, GatewayAnswer>? Again)
{
    /// <summary>An answer that no entry stands behind.</summary>
    public static Told Of(GatewayAnswer answer) =>
        new(null, null, new Reply(answer.Status, answer.Body, 0, false), null);
}
