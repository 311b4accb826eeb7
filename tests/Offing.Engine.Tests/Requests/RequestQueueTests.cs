using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Requests;

public class RequestQueueTests
{
    [Fact]
    [Trait("rule", "ENG-MON-005")]
    [Trait("rule", "ENG-ACC-001")]
    public void A_deposit_creates_the_account_and_credits_it()
    {
        var venue = new Venue();
        var request = venue.Request(RequestType.Deposit, Alice, 7);
        Assert.Equal(new Deposited(0, Who(Alice), new MicroUsd(7)), Assert.Single(venue.Apply(request)));
        venue.Deposit(Alice, 1);
        Assert.Equal(1_000_007, venue.Account(Alice).Collateral.Value);
        Assert.Equal(2UL, venue.State.QueueCursor);
    }

    [Fact]
    [Trait("rule", "ENG-MON-002")]
    [Trait("rule", "ENG-MON-003")]
    public void The_prefix_hash_covers_served_and_refused_requests()
    {
        var venue = new Venue();
        var first = venue.Request(RequestType.Deposit, Alice, 7);
        venue.Apply(first);
        var second = venue.Request((RequestType)99, Alice, 7);
        Refused(RejectCode.RequestUnsupported, venue.Apply(second));
        var hash = RequestHash.Extend(RequestHash.Extend(Hash32.Zero, first), second);
        Assert.Equal(hash, venue.State.QueueHash);
    }

    [Fact]
    [Trait("rule", "ENG-MON-003")]
    [Trait("rule", "ENG-MON-004")]
    public void Garbage_is_consumed_and_refused()
    {
        var venue = new Venue();
        var good = venue.Request(RequestType.Deposit, Alice, 7);
        Refused(RejectCode.RequestMalformed, venue.Apply(good with { Payload = [1] }));
        foreach (var amount in (ulong[])[0, ulong.MaxValue])
        {
            var request = venue.Request(RequestType.Deposit, Alice, amount);
            Refused(RejectCode.RequestMalformed, venue.Apply(request));
        }

        Refused(RejectCode.RequestUnsupported, venue.Apply(venue.Request((RequestType)99, Alice, 7)));
        Assert.Equal(4UL, venue.State.QueueCursor);
    }

    [Fact]
    [Trait("rule", "ENG-MON-004")]
    public void The_venue_never_owes_more_than_the_limit()
    {
        var venue = new Venue();
        venue.Apply(venue.Request(RequestType.Deposit, Alice, (ulong)Limits.AmountMax_MicroUsd));
        Refused(RejectCode.RequestMalformed, venue.Apply(venue.Request(RequestType.Deposit, Bob, 1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ulong.MaxValue)]
    [Trait("rule", "ENG-MON-001")]
    public void A_request_out_of_order_is_not_consumed(ulong index)
    {
        var venue = new Venue();
        var request = venue.Request(RequestType.Deposit, Alice, 7) with { Index = index };
        Refused(RejectCode.RequestOutOfOrder, venue.Apply(request));
        Assert.Equal((0UL, Hash32.Zero), (venue.State.QueueCursor, venue.State.QueueHash));
    }

    private static void Refused(RejectCode code, IReadOnlyList<IEngineEvent> events) =>
        Assert.Equal(code, Assert.IsType<RequestRefused>(Assert.Single(events)).Code);
}
