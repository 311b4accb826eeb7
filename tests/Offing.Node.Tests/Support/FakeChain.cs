using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Settlement.L1;

namespace Offing.Node.Tests.Support;

/// <summary>A chain that knows one thing: which batches are final.</summary>
internal sealed class FakeChain : UnaskedChain
{
    private const int WordBytes = 32;

    /// <summary>Batches below this number are final.</summary>
    public ulong Final { get; set; }

    /// <summary>Thrown by the next calls while it is set.</summary>
    public Exception? Trouble { get; set; }

    public override byte[] Call(Address to, byte[] data, Address? from = null)
    {
        var answer = new byte[WordBytes];
        var number = BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(data.Length - sizeof(ulong)));
        answer[^1] = number < Final ? (byte)1 : (byte)0;
        return Trouble is null ? answer : throw Trouble;
    }
}
