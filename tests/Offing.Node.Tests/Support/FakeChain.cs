using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Settlement.L1;

namespace Offing.Node.Tests.Support;

/// <summary>A chain that knows one thing: which batches are final.</summary>
internal sealed class FakeChain : IL1Client
{
    private const int WordBytes = 32;

    /// <summary>Batches below this number are final.</summary>
    public ulong Final { get; set; }

    /// <summary>Thrown by the next calls while it is set.</summary>
    public Exception? Trouble { get; set; }

    public byte[] Call(Address to, byte[] data, Address? from = null)
    {
        var answer = new byte[WordBytes];
        var number = BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(data.Length - sizeof(ulong)));
        answer[^1] = number < Final ? (byte)1 : (byte)0;
        return Trouble is null ? answer : throw Trouble;
    }

    public ulong ChainId() => throw Unasked();

    public L1Block Head() => throw Unasked();

    public L1Block? BlockByNumber(ulong number) => throw Unasked();

    public IReadOnlyList<L1Log> Logs(L1LogFilter filter) => throw Unasked();

    public byte[] Code(Address address) => throw Unasked();

    public ulong EstimateGas(Address from, Address? to, byte[] data) => throw Unasked();

    public L1Fees Fees() => throw Unasked();

    public UInt128 Balance(Address address) => throw Unasked();

    public ulong Nonce(Address sender) => throw Unasked();

    public Hash32 SendRawTransaction(byte[] raw) => throw Unasked();

    public L1Receipt? Receipt(Hash32 transaction) => throw Unasked();

    public L1Transaction? Transaction(Hash32 transaction) => throw Unasked();

    private static InvalidOperationException Unasked() => new("only isFinal is asked for here");
}
