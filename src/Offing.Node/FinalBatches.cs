using Offing.Primitives;
using Offing.Settlement.L1;

namespace Offing.Node;

/// <summary>Follows which batches are past their finality window, by asking.</summary>
/// <param name="isFinal">Asks the contract whether a batch is.</param>
public sealed class FinalBatches(Func<ulong, bool> isFinal, Batches.BatchLedger ledger)
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
            if (ledger.LastPosted is { } posted && Newest(next, posted) is { } newest)
            {
                lock (_gate)
                {
                    _last = newest;
                }
            }
        }
        catch (Exception trouble) when (trouble
            is L1UnavailableException or L1RefusedException or FormatException or OverflowException)
        {
            // The poster reports what is wrong with the chain client; finality is asked for again.
        }
    }

    // A batch is final only after those before it, so the newest one is found by halving: a start after many
    // batches asks few times.
    private ulong? Newest(ulong from, ulong posted)
    {
        if (from > posted || !isFinal(from))
        {
            return null;
        }

        while (from < posted)
        {
            var middle = from + ((posted - from + 1) / 2);
            (from, posted) = isFinal(middle) ? (middle, posted) : (from, middle - 1);
        }

        return from;
    }
}
