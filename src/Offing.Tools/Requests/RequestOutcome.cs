using System.Globalization;
using Offing.Protocol;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Tools.Requests;

/// <summary>What the rules made of a request, as far as the entries say that it was shown.</summary>
/// <param name="index">Of the request, in the chain's queue.</param>
public sealed class RequestOutcome(ulong index)
{
    /// <summary>One line; null before the request was consumed. A close that waits may say more later.
    /// </summary>
    public string? Text { get; private set; }

    /// <summary>Takes the events of the next entry.</summary>
    public void Take(EntryOutput output)
    {
        foreach (var happened in output.Events)
        {
            Text = happened switch
            {
                RequestServed served when served.RequestIndex == index => "served",
                RequestRefused refused when refused.RequestIndex == index => Refused(refused.Code),
                CloseWaits waits when waits.RequestIndex == index => Waiting(waits),
                CloseEnded ended when ended.RequestIndex == index => Ended(ended),
                _ => Text,
            };
        }
    }

    private static string Refused(RejectCode code) => $"refused ({code}): {RejectText.For(code)}";

    private static string Waiting(CloseWaits waits) => string.Create(
        CultureInfo.InvariantCulture,
        $"served in part: {waits.Left.Value} lots wait; what the book does not take is closed against others "
        + $"from {DateTimeOffset.FromUnixTimeMilliseconds((long)waits.Deadline_Ms):u} on");

    private static string Ended(CloseEnded ended) => ended.How switch
    {
        CloseEnd.Closed => "served: it is closed",
        CloseEnd.Replaced => "over: a newer close took its place",
        CloseEnd.Settled => "over: the market ends and settles the position",
        _ => Refused(ended.Code),
    };
}
