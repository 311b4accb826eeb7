using Offing.Primitives;
using Offing.Settlement.L1;

namespace Offing.Node.Tests.Support;

/// <summary>A chain by hand: what a test does not answer must not be asked.</summary>
internal abstract class UnaskedChain : IL1Client
{
    public ulong ChainId() => throw Unasked();

    public virtual L1Block Head() => throw Unasked();

    public virtual L1Block? BlockByNumber(ulong number) => throw Unasked();

    public virtual IReadOnlyList<L1Log> Logs(L1LogFilter filter) => throw Unasked();

    public abstract byte[] Call(Address to, byte[] data, Address? from = null);

    public byte[] Code(Address address) => throw Unasked();

    public ulong EstimateGas(Address from, Address? to, byte[] data) => throw Unasked();

    public L1Fees Fees() => throw Unasked();

    public UInt128 Balance(Address address) => throw Unasked();

    public ulong Nonce(Address sender) => throw Unasked();

    public Hash32 SendRawTransaction(byte[] raw) => throw Unasked();

    public L1Receipt? Receipt(Hash32 transaction) => throw Unasked();

    public L1Transaction? Transaction(Hash32 transaction) => throw Unasked();

    private static InvalidOperationException Unasked() => new("this chain was not made to answer that");
}
