using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Chains;

/// <summary>
/// The node's client of the chain: it may be cut off, fail, forget what it was sent, and lag.
/// </summary>
internal sealed class SimL1Client(SimChain chain, SimRandom random, FaultMix mix, Coverage seen) : IL1Client
{
    private const ulong Gas = 200_000;

    private static readonly Uri Url = new("sim://chain");

    /// <summary>Nothing is answered.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>It answers everything, at once.</summary>
    public bool IsCalm { get; set; }

    public ulong ChainId()
    {
        Ask();
        return SimChain.ChainId;
    }

    public L1Block Head()
    {
        Ask();
        return chain.Head.Head;
    }

    public L1Block? BlockByNumber(ulong number)
    {
        Ask();
        return number < (ulong)chain.Blocks.Count ? chain.Blocks[(int)number].Head : null;
    }

    public IReadOnlyList<L1Log> Logs(L1LogFilter filter)
    {
        Ask();
        var found = new List<L1Log>();
        var to = Math.Min(filter.ToBlock + 1, (ulong)chain.Blocks.Count);
        for (var block = filter.FromBlock; block < to; block++)
        {
            found.AddRange(chain.Blocks[(int)block].Logs.Where(log => Matches(log, filter)));
        }

        return found;
    }

    public byte[] Call(Address to, byte[] data, Address? from = null)
    {
        Ask();
        return chain.Call(to, data, from);
    }

    public byte[] Code(Address address) => throw Unasked();

    public ulong EstimateGas(Address from, Address? to, byte[] data)
    {
        Ask();
        chain.Estimate(from, to!.Value, data);
        return Gas;
    }

    public UInt128 Balance(Address address) => throw Unasked();

    public L1Fees Fees()
    {
        Ask();
        return new L1Fees(3_000_000_000, 1_000_000_000);
    }

    public ulong Nonce(Address sender)
    {
        Ask();
        return chain.NonceOf(sender);
    }

    public Hash32 SendRawTransaction(byte[] raw)
    {
        Ask();
        // Taken, and forgotten at once.
        if (IsCalm || !(random.Chance(mix.ChainFault_Permille) && seen.Count(Seen.TransactionForgotten)))
        {
            chain.Send(raw);
        }

        return Keccak.Hash(raw);
    }

    public L1Receipt? Receipt(Hash32 transaction)
    {
        Ask();
        return !IsCalm && random.Chance(mix.ChainFault_Permille) ? null : chain.Receipt(transaction);
    }

    public L1Transaction? Transaction(Hash32 transaction)
    {
        Ask();
        foreach (var block in chain.Blocks)
        {
            foreach (var mined in block.Mined)
            {
                if (mined.Transaction.Hash == transaction)
                {
                    var found = mined.Transaction;
                    return new L1Transaction(
                        found.Hash, found.From, found.To, found.Nonce, found.Data, block.Head.Number);
                }
            }
        }

        return null;
    }

    private static bool Matches(L1Log log, L1LogFilter filter)
    {
        if (log.Contract != filter.Contract || log.Topics.Count < filter.Topics.Count)
        {
            return false;
        }

        for (var i = 0; i < filter.Topics.Count; i++)
        {
            if (filter.Topics[i] is { } wanted && wanted != log.Topics[i])
            {
                return false;
            }
        }

        return true;
    }

    private void Ask()
    {
        if (IsCutOff || (!IsCalm && random.Chance(mix.ChainFault_Permille / 4)))
        {
            seen.Count(Seen.ChainDidNotAnswer);
            throw new L1UnavailableException(Url, "does not answer");
        }
    }

    private static InvalidOperationException Unasked() => new("the node does not ask this");
}
