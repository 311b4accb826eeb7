using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol.Deleveraging;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Acceptance.Tests;

/// <summary>
/// Takes the events of an entry, and holds each certificate of a deleveraging against the accounts of its
/// moment, by a checker that knows nothing of the engine.
/// </summary>
internal sealed class Witness(VenueState state) : EventSink
{
    private readonly List<IEngineEvent> _events = [];

    public IReadOnlyList<IEngineEvent> Events => _events;

    public override void Take<T>(in T happened)
    {
        _events.Add(happened);
        if (happened is DeleverageCertificate certificate)
        {
            Check(certificate);
        }
    }

    private void Check(in DeleverageCertificate certificate)
    {
        var before = new List<DeleverageCandidate>();
        foreach (var account in state.Accounts)
        {
            if (account.FindSlot(certificate.Market) is { Size.IsZero: false } slot
                && slot.Size > Lots.Zero == (certificate.Side == Side.Buy))
            {
                before.Add(Of(account, slot));
            }
        }

        var faults = DeleverageChecker.Check(certificate, before);
        if (faults.Count > 0)
        {
            throw new BadLineException("a certificate does not hold: " + string.Join("; ", faults));
        }
    }

    private DeleverageCandidate Of(Account account, Slot position)
    {
        var isIsolated = position.Mode == MarginMode.Isolated;
        Int128 equity = isIsolated ? position.IsolatedCollateral.Value : account.Collateral.Value;
        Int128 notional = 0;
        foreach (var slot in account.Slots)
        {
            if (slot.Size.IsZero || (isIsolated ? slot != position : slot.Mode == MarginMode.Isolated))
            {
                continue;
            }

            var market = state.MarketOf(slot.Market);
            var moved = market.FundingIndex - slot.FundingCheckpoint;
            notional += market.Mark.Worth(Math.Abs(slot.Size.Value));
            equity += market.Mark.Worth(slot.Size.Value) - slot.EntryNotional.Value
                + WideMath.FloorDiv(-(slot.Size.Value * moved), Nano.One);
        }

        return new DeleverageCandidate(
            (uint)account.Index, new Lots(Math.Abs(position.Size.Value)), notional, equity,
            account.Owner == SystemAccounts.Insurance || account.Owner == SystemAccounts.Backstop);
    }
}
