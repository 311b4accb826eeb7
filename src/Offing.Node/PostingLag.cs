using Offing.Node.Batches;
using Offing.Primitives;

namespace Offing.Node;

/// <summary>
/// Since when the oldest batch that is cut waits to stand on the chain. Past a bound the venue takes no order
/// that could make a risk greater: what is traded then could be lost with the operator, since nobody else can
/// show it. Looked at by one thread.
/// </summary>
internal sealed class PostingLag(ulong most_Ms)
{
    private const ulong Look_Ms = 50;

    private readonly Queue<(ulong Number, Time Since)> _owed = new();
    private ulong _next;
    private Time _lookAt;
    private volatile bool _isLate;

    /// <summary>Whether it is past the bound; from any thread.</summary>
    public bool IsLate => _isLate;

    /// <param name="lastBatch">The number of the newest batch that is cut.</param>
    public void Look(Time now, ulong lastBatch, BatchLedger ledger)
    {
        if (most_Ms == 0 || now < _lookAt)
        {
            return;
        }

        _lookAt = new Time(now.Milliseconds + Look_Ms);
        var posted = ledger.LastPosted;
        for (; _next <= lastBatch; _next++)
        {
            // After a start they were cut long ago; batch 0 never was.
            var cut = _next > 0 ? ledger.Header(_next)?.Time : null;
            _owed.Enqueue((_next, cut ?? now));
        }

        while (_owed.TryPeek(out var oldest) && oldest.Number <= posted)
        {
            _owed.Dequeue();
        }

        _isLate = _owed.TryPeek(out var waits) && now.Milliseconds > waits.Since.Milliseconds + most_Ms;
    }
}
