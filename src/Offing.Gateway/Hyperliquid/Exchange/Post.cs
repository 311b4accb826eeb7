using Offing.Gateway.Wire;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>One action that came over a WebSocket, until it is answered.</summary>
/// <param name="id">By which the client knows the answer.</param>
/// <param name="hint">Of the connection.</param>
/// <param name="isNative">Whether it is answered as POST /native/exchange answers it.</param>
internal sealed class Post(ulong id, ReadOnlyMemory<byte> body, SignerHint hint, bool isNative)
{
    private int _isAnswered;

    public ulong Id => id;

    public bool IsNative => isNative;

    /// <summary>Who signed last on the connection.</summary>
    public SignerHint Hint => hint;

    /// <summary>As it came; let go when it has been read.</summary>
    public ReadOnlyMemory<byte> Body { get; set; } = body;

    /// <summary>At the door; null when the body is no envelope.</summary>
    public Admission? Admission { get; set; }

    /// <summary>The answer, when the door has refused it.</summary>
    public WireReply? Refusal { get; set; }

    /// <summary>When it was submitted: the machine's milliseconds.</summary>
    public long Submitted_Ms { get; set; }

    public bool IsAnswered => Volatile.Read(ref _isAnswered) != 0;

    /// <summary>True for the first who asks: an outcome and a wait that is over can come together.</summary>
    public bool TryAnswer() => Interlocked.Exchange(ref _isAnswered, 1) == 0;
}
