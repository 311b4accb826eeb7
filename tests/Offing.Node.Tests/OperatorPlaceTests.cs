using Offing.Primitives;
using Offing.Settlement;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;

namespace Offing.Node.Tests;

/// <summary>Who runs a venue is told once of each change of whose place it is to post.</summary>
public sealed class OperatorPlaceTests
{
    private static readonly Address Ours = Address.OfSystem("ours");
    private static readonly Address Other = Address.OfSystem("other");

    private readonly List<string> _said = [];
    private OperatorTurn _turn = new(Ours, default, 0);
    private Exception? _trouble;
    private ulong _now_Ms;

    [Fact]
    public void Each_change_is_told_once_with_what_is_to_be_done()
    {
        var place = New();
        Assert.Null(View(place));
        Assert.Empty(Told(place));
        Assert.Equal(Ours, View(place)!.Operator);

        _turn = new OperatorTurn(Ours, Other, 1_000);
        var announced = Assert.Single(Told(place));
        Assert.Contains($"from this venue's key to {Other} at 1970-01-01 00:16:40Z", announced, Invariant);
        Assert.Contains("--operator-key", announced, Invariant);
        Assert.Empty(Told(place));
        Assert.Equal((Other, 1_000_000UL), (View(place)!.Next, View(place)!.NextFrom.Milliseconds));

        _turn = new OperatorTurn(Ours, default, 0);
        Assert.Contains("nobody is announced", Assert.Single(Told(place)), Invariant);
        _turn = new OperatorTurn(Other, default, 0);
        Assert.Contains($"takes batches from {Other} only", Assert.Single(Told(place)), Invariant);
        _turn = new OperatorTurn(Other, Ours, ulong.MaxValue);
        Assert.Contains("to this venue's key at 9999-12-31", Assert.Single(Told(place)), Invariant);
        var view = place.View(
            SettlementStatus.Fine, new SettlementStatus(SettlementCode.NotOperator, "why"))!;
        Assert.Equal(("None", "NotOperator", Ours), (view.Deposits, view.Batches, view.Key));
    }

    [Fact]
    public void A_start_with_a_key_that_is_not_the_operators_is_told_at_once()
    {
        _turn = new OperatorTurn(Other, default, 0);
        Assert.Contains($"this venue's key is {Ours}'s", Assert.Single(Told(New())), Invariant);
    }

    [Fact]
    public void An_outage_changes_nothing_and_is_asked_past()
    {
        var place = New();
        _trouble = new L1UnavailableException(new Uri("http://127.0.0.1:1/"), "is silent");
        Assert.Empty(Told(place));
        _trouble = null;
        Assert.Empty(Told(place));
        Assert.NotNull(View(place));
    }

    private const StringComparison Invariant = StringComparison.Ordinal;

    private OperatorPlace New() => new(() => _trouble is null ? _turn : throw _trouble, Ours, _said.Add);

    private static Gateway.Venue.SettlementView? View(OperatorPlace place) =>
        place.View(SettlementStatus.Fine, SettlementStatus.Fine);

    private List<string> Told(OperatorPlace place)
    {
        _said.Clear();
        place.Tick(new Time(_now_Ms += 10_000));
        return [.. _said];
    }
}
