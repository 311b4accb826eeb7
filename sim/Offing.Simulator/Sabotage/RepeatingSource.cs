using Offing.Settlement.Contracts;
using Offing.Settlement.Posting;

namespace Offing.Simulator.Sabotage;

/// <summary>Gives the entries of one batch out again, under the next number.</summary>
internal sealed class RepeatingSource(IBatchSource inner) : IBatchSource
{
    private const ulong Twice = 2;

    public Batch? NextBatch(ulong number)
    {
        if (number <= Twice)
        {
            return inner.NextBatch(number);
        }

        var repeated = inner.NextBatch(number - 1);
        return repeated is null ? null : repeated with { Header = repeated.Header with { Number = number } };
    }
}
