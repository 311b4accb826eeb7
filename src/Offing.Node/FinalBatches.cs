using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;

namespace Offing.Node;

/// <summary>Follows which batches are past their finality window, by asking the contract.</summary>
public sealed class FinalBatches(SettlementContract settlement, Batches.BatchLedger ledger)
{
    private const ulong Interval_Ms = 500;
    private readonly Lock _gate = new();
    private ulong? _last;
    private Time _next;

    /// <summary>Number of the newest final batch; null before genesis is final.</summary>
    public ulong? Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>One step: goes on over as many batches as have become final.</summary>
    public void Tick(Time now)
    {
        if (now < _next)
        {
            return;
        }

        _next = new Time(now.Milliseconds + Interval_Ms);
        try
        {
            var next = _last is { } last ? last + 1 : 0;
            for (; next <= ledger.LastPosted && settlement.IsFinal(next); next++)
            {
                lock (_gate)
                {
                    _last = next;
                }
            }
        }
        catch (Exception trouble) when (trouble
            is L1UnavailableException or L1RefusedException or FormatException or OverflowException)
        {
            // The poster reports what is wrong with the chain client; finality is asked for again.
        }
    }
}
