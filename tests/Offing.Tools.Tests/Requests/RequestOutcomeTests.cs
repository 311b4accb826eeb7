using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Tools.Requests;

namespace Offing.Tools.Tests.Requests;

/// <summary>What an owner is told of a request, from the events of the entries that consume it.</summary>
public sealed class RequestOutcomeTests
{
    private const ulong Index = 7;

    private static readonly Address Owner = Address.OfSystem("owner");
    private static readonly MarketId Btc = new(0);

    [Fact]
    public void Nothing_is_known_before_it_is_consumed_whatever_becomes_of_others() => Assert.Null(Of(
        new RequestServed(6, Owner, RequestType.Withdraw),
        new RequestRefused(8, Owner, RejectCode.RequestNotOwner)));

    [Fact]
    public void What_was_done_is_served() =>
        Assert.Equal("served", Of(new RequestServed(Index, Owner, RequestType.CancelAll)));

    [Fact]
    public void A_refusal_names_its_code_and_says_why()
    {
        var text = Of(new RequestRefused(Index, Owner, RejectCode.RequestNoPosition))!;
        Assert.StartsWith("refused (RequestNoPosition): ", text, StringComparison.Ordinal);
        Assert.True(text.Length > "refused (RequestNoPosition): ".Length);
    }

    [Fact]
    public void A_close_that_waits_says_how_much_and_until_when_and_then_how_it_ended()
    {
        var waits = new CloseWaits(Index, Owner, Btc, new Lots(250), 1_700_000_000_000);
        Assert.Equal(
            "served in part: 250 lots wait; what the book does not take is closed against others from "
                + "2023-11-14 22:13:20Z on", Of(waits));
        Assert.Equal(
            "served: it is closed", Of(waits, new CloseEnded(Index, Owner, Btc, CloseEnd.Closed, default)));
        Assert.Equal(
            "over: a newer close took its place",
            Of(waits, new CloseEnded(Index, Owner, Btc, CloseEnd.Replaced, default)));
        Assert.Equal(
            "over: the market ends and settles the position",
            Of(waits, new CloseEnded(Index, Owner, Btc, CloseEnd.Settled, default)));
        Assert.StartsWith(
            "refused (RequestNoPosition): ",
            Of(new CloseEnded(Index, Owner, Btc, CloseEnd.Refused, RejectCode.RequestNoPosition)),
            StringComparison.Ordinal);
    }

    // Each event of an entry of its own.
    private static string? Of(params IEngineEvent[] events)
    {
        var outcome = new RequestOutcome(Index);
        foreach (var happened in events)
        {
            outcome.Take(new EntryOutput(new SequencedEntry(1, 1, new Time(1), new Tick()), [happened]));
        }

        return outcome.Text;
    }
}
