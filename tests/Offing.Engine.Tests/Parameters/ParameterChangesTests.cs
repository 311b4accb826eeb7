using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Parameters;

public class ParameterChangesTests
{
    private const ulong Delay_Ms = 60_000;

    private readonly Venue _venue = Ready(Genesis() with { ParameterDelay_Ms = Delay_Ms });

    [Fact]
    [Trait("rule", "ENG-PAR-001")]
    public void Only_the_operator_changes_parameters_and_only_in_the_form_of_the_spec()
    {
        var fees = ChangeBytes.Fees(500_000, 100_000);
        Refused(RejectCode.ParameterNotOperator, ChangeBytes.Request(_venue, fees, Alice));
        Refused(RejectCode.RequestMalformed, ChangeBytes.Request(_venue, [0, 2, 1]));
        Refused(RejectCode.RequestMalformed, ChangeBytes.Request(_venue, [.. fees, 0]));
        Refused(RejectCode.RequestMalformed, ChangeBytes.Request(_venue, [0, 99]));
        Refused(RejectCode.FeeSchedule, ChangeBytes.Request(_venue, ChangeBytes.Fees(-1, 5)));
        Refused(RejectCode.FeeSchedule, ChangeBytes.Request(_venue, ChangeBytes.Fees(5, -6)));
        Refused(RejectCode.MarketLeverage, ChangeBytes.Request(_venue, ChangeBytes.Tiers(Btc, 0)));
        Refused(
            RejectCode.MarketTiers, ChangeBytes.Request(_venue, ChangeBytes.Tiers(Btc, 10, (0, 9))));
        Refused(
            RejectCode.MarketOpenInterest,
            ChangeBytes.Request(_venue, ChangeBytes.OpenInterest(Btc, 0, 5, 5)));
        Refused(
            RejectCode.UnknownMarket,
            ChangeBytes.Request(_venue, ChangeBytes.ReduceOnly(new MarketId(99), true)));
        Assert.Empty(_venue.State.Pending);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-001")]
    public void Whom_the_operator_handed_its_place_to_changes_parameters_and_nobody_where_there_is_none()
    {
        var change = ChangeBytes.Request(_venue, ChangeBytes.Fees(500_000, 100_000), Alice);
        Assert.Contains(
            _venue.Apply(change with { Account = Who(Alice) }), e => e is ParameterAnnounced);

        var without = Ready(Genesis() with { Operator = Address.Zero });
        Assert.Contains(
            without.Apply(ChangeBytes.Request(without, ChangeBytes.Fees(500_000, 100_000))),
            e => e is RequestRefused { Code: RejectCode.ParameterNotOperator });
    }

    [Fact]
    [Trait("rule", "ENG-PAR-002")]
    public void A_change_is_public_for_the_delay_and_holds_with_the_first_entry_after_it()
    {
        var announced = Announce(ChangeBytes.Fees(500_000, 100_000));
        Assert.Equal((1ul, _venue.Now + Delay_Ms), (announced.Number, announced.Due_Ms));
        _venue.Now += Delay_Ms - 1;
        _venue.Apply(new Tick());
        Assert.Equal(450_000, _venue.State.Fees.Taker.Value);
        _venue.Now += 1;
        Assert.Contains(new ParameterChanged(1), _venue.Apply(new Tick()));
        Assert.Equal((500_000, 100_000), (_venue.State.Fees.Taker.Value, _venue.State.Fees.Maker.Value));
        Assert.Empty(_venue.State.Pending);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-003")]
    public void What_only_tightens_holds_at_once()
    {
        Assert.Contains(new ParameterChanged(1), Change(ChangeBytes.ReduceOnly(Btc, true)));
        Rejected(RejectCode.MarketReduceOnly, _venue.Buy(Alice, Btc, "29000", "1"));
        Announce(ChangeBytes.ReduceOnly(Btc, false));
        Assert.Equal(MarketStatus.ReduceOnly, _venue.State.MarketOf(Btc).Status);
        var capped = Change(ChangeBytes.OpenInterest(Eth, 1_000_000));
        Assert.Contains(new ParameterChanged(3), capped);
        Assert.Equal(
            _venue.State.MarketOf(Eth).Parameters, capped.OfType<MarketChanged>().Single().Parameters);
        Assert.Contains(new ParameterChanged(4), Change(ChangeBytes.OpenInterest(Eth, 900_000)));
        Announce(ChangeBytes.OpenInterest(Eth, 900_001));
        Announce(ChangeBytes.OpenInterest(Eth, 0));
        Announce(ChangeBytes.OpenInterest(Eth, 800_000, 5, 6));
        Assert.Equal(900_000, _venue.State.MarketOf(Eth).Parameters.OpenInterest.Cap.Value);
        _venue.Now += Delay_Ms;
        _venue.Apply(new Tick());
        Assert.Equal(MarketStatus.Open, _venue.State.MarketOf(Btc).Status);
        Assert.Equal(800_000, _venue.State.MarketOf(Eth).Parameters.OpenInterest.Cap.Value);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-004")]
    public void New_tiers_hold_for_every_position_and_a_liquidation_check_follows()
    {
        _venue.Sell(Bob, Btc, "30000", "30");
        _venue.Buy(Alice, Btc, "30000", "30");
        var before = AccountView.Of(_venue.State, _venue.Account(Alice));
        Announce(ChangeBytes.Tiers(Btc, 10, (0, 10), (300_000_000_000, 4)));
        _venue.Now += Delay_Ms;
        _venue.Refresh();
        var after = AccountView.Of(_venue.State, _venue.Account(Alice));
        // 900,000 USDC: 300,000 at 1/20 and 600,000 at 1/8.
        Assert.Equal(11_250_000_000, before.MaintenanceMargin.Value);
        Assert.True(
            after.MaintenanceMargin.Value == 90_000_000_000 || _venue.Slot(Alice, Btc).Size.Value < 3_000_000,
            $"{after}");
        Assert.All(
            _venue.State.Accounts.Select(account => account.FindSlot(Btc)).OfType<Engine.Accounts.Slot>(),
            slot => Assert.InRange(slot.Leverage, 1u, 10u));
    }

    [Fact]
    [Trait("rule", "ENG-PAR-002")]
    [Trait("rule", "ENG-PAR-005")]
    public void Sixty_four_changes_wait_and_one_that_makes_no_sense_at_its_time_is_dropped()
    {
        Announce(ChangeBytes.Delist(Btc, 0));
        _venue.Now += 10;
        Announce(ChangeBytes.Tiers(Btc, 20));
        for (var i = 2; i < Limits.PendingChanges; i++)
        {
            Announce(ChangeBytes.Rules(Keccak.Hash([(byte)i])));
        }

        Refused(RejectCode.TooManyChanges, ChangeBytes.Request(_venue, ChangeBytes.Fees(1, 1)));
        _venue.Now += Delay_Ms;
        Assert.Contains(new ParameterDropped(2), _venue.Apply(new Tick()));
        Assert.Equal(Keccak.Hash([63]), _venue.State.NextRules);
        Assert.Empty(_venue.State.Pending);
    }

    private ParameterAnnounced Announce(byte[] payload) =>
        Assert.IsType<ParameterAnnounced>(Assert.Single(Change(payload)));

    private IReadOnlyList<IEngineEvent> Change(byte[] payload) =>
        _venue.Apply(ChangeBytes.Request(_venue, payload));

    private void Refused(RejectCode code, QueueRequest request) =>
        Assert.Equal(code, Assert.IsType<RequestRefused>(Assert.Single(_venue.Apply(request))).Code);
}
