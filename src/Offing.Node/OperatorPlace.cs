using System.Globalization;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Settlement;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;

namespace Offing.Node;

/// <summary>
/// Follows whose place it is to post, by asking, and says when that changes or is going to. It decides
/// nothing: the poster asks the chain itself before each batch.
/// </summary>
/// <param name="ask">The contract.</param>
/// <param name="key">The one that this venue posts with.</param>
public sealed class OperatorPlace(Func<OperatorTurn> ask, Address key, Action<string> say)
{
    private const ulong Interval_Ms = 2_000;

    // The last second that has a date: a client may answer anything.
    private const ulong Latest_S = 253_402_300_799;

    private volatile OperatorTurn? _known;
    private Time _next;

    /// <summary>One step; from one thread.</summary>
    public void Tick(Time now)
    {
        if (now < _next)
        {
            return;
        }

        _next = new Time(now.Milliseconds + Interval_Ms);
        try
        {
            var found = ask();
            found = found with { From_S = Math.Min(found.From_S, Latest_S) };
            if (found != (_known ?? new OperatorTurn(key, default, 0)))
            {
                say($"operator: {Text(found)}");
            }

            _known = found;
        }
        catch (Exception trouble) when (trouble
            is L1UnavailableException or L1RefusedException or FormatException or OverflowException)
        {
            // The poster reports what is wrong with the chain client; it is asked again.
        }
    }

    /// <summary>How the venue stands with its chain; null before it has answered. From any thread.</summary>
    public SettlementView? View(SettlementStatus deposits, SettlementStatus batches) =>
        _known is not { } known ? null : new SettlementView(
            deposits.Code.ToString(), batches.Code.ToString(), key, known.Operator, known.Next,
            new Time(known.From_S * 1_000));

    private string Text(OperatorTurn found)
    {
        var from = DateTimeOffset.FromUnixTimeSeconds((long)found.From_S)
            .ToString("u", CultureInfo.InvariantCulture);
        return found.Next == key && !found.Next.IsZero
            ? $"the place goes from {found.Operator} to this venue's key at {from}: it posts from then on"
            : !found.Next.IsZero && found.Operator == key
                ? $"the place goes from this venue's key to {found.Next} at {from}: from then on start it "
                    + "with that one (--operator-key)"
            : found.Operator == key
                ? "the chain takes batches from this venue's key, and nobody is announced to follow"
            : $"the chain takes batches from {found.Operator} only, and this venue's key is {key}'s: it "
                + "posts nothing until it is started with the operator's (--operator-key)";
    }
}
