using Offing.Primitives;

namespace Offing.Settlement.L1;

/// <summary>
/// What settlement asks of a chain. Calls block their thread until the answer or a time-out, so that the
/// state machines above have no tasks of their own.
/// </summary>
/// <exception cref="L1UnavailableException">Any method: no
/// answer; the same call may be made again.</exception>
/// <exception cref="L1RefusedException">Any method: the client answered with an error.</exception>
public interface IL1Client
{
    /// <summary>The id that signatures and transactions are bound to.</summary>
    ulong ChainId();

    /// <summary>The latest block.</summary>
    L1Block Head();

    /// <summary>A block of the present chain; null when there is none of that number.</summary>
    L1Block? BlockByNumber(ulong number);

    /// <summary>Logs in order of the chain, asked for in bounded ranges of blocks.</summary>
    IReadOnlyList<L1Log> Logs(L1LogFilter filter);

    /// <summary>Calls a contract at the latest block, without a transaction.</summary>
    byte[] Call(Address to, byte[] data, Address? from = null);

    /// <summary>The code of a contract; empty when there is none.</summary>
    byte[] Code(Address address);

    /// <summary>Gas that a transaction would use. Null <paramref name="to"/> creates a contract.</summary>
    ulong EstimateGas(Address from, Address? to, byte[] data);

    /// <summary>Fees with room for a doubled base fee.</summary>
    L1Fees Fees();

    /// <summary>Wei of an address at the latest block.</summary>
    UInt128 Balance(Address address);

    /// <summary>Mined transactions of a sender, which is the nonce of its next one.</summary>
    ulong Nonce(Address sender);

    /// <summary>Hands a signed transaction to the pool.</summary>
    Hash32 SendRawTransaction(byte[] raw);

    /// <summary>Null while the transaction is not mined (some clients lag behind their own blocks).</summary>
    L1Receipt? Receipt(Hash32 transaction);

    /// <summary>Null when the client does not know it.</summary>
    L1Transaction? Transaction(Hash32 transaction);
}
