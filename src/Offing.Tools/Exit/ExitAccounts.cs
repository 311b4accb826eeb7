using System.Numerics;
using Offing.Commitment.Escape;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Tools.Exit;

/// <summary>What a key has in a venue: its account and its sub-accounts.</summary>
internal static class ExitAccounts
{
    /// <summary>Of a state that was replayed.</summary>
    public static IReadOnlyList<ExitAccount> Of(VenueState state, IStateProofs proofs, Address key) =>
        state.FindAccount(key) is { } own
            ? [Of(state, proofs, own), .. own.SubAccounts.Select(sub => Of(state, proofs, sub))]
            : [];

    /// <summary>
    /// Of leaves alone, which show no order and no close that waits: where something is open orders are
    /// possible, and a close waits at most for as long as a request may.
    /// </summary>
    /// <param name="servedLately">
    /// Requests of a kind for an account that were consumed, and for which the venue has time yet.
    /// </param>
    public static IReadOnlyList<ExitAccount> Of(
        IStateProofs proofs, Address key,
        Func<Address, RequestType, IEnumerable<QueueRequest>> servedLately) =>
        proofs.ProveAccount(key) is null
            ? []
            : [.. proofs.Owners.Select(owner => EscapeReader.AccountOf(proofs, owner))
                .Where(account => account.Owner == key || account.Master == key)
                .OrderBy(account => account.Owner != key)
                .Select(account => Of(proofs, account, servedLately))];

    private static ExitAccount Of(
        IStateProofs proofs, EscapeAccount account,
        Func<Address, RequestType, IEnumerable<QueueRequest>> servedLately)
    {
        var equities = account.Equities(market => EscapeReader.MarketOf(proofs, market));
        var equity = equities.Aggregate(BigInteger.Zero, BigInteger.Add);
        var closing = servedLately(account.Owner, RequestType.Close).Select(ExitRequests.MarketOf)
            .ToHashSet();
        var hasNone = account.Slots.Count == 0 || servedLately(account.Owner, RequestType.CancelAll).Any();
        return new ExitAccount(
            account.Owner, OrdinalOf(account.Master, account.Owner), !account.Master.IsZero,
            new MicroUsd((long)BigInteger.Clamp(equity, long.MinValue, long.MaxValue)), hasNone ? 0 : null,
            [
                .. account.Slots.Where(slot => !slot.Size.IsZero).Select(slot => new ExitPosition(
                    slot.Market, MarketLeaf.NameOf(proofs.ProveMarket(slot.Market)!.Market.Leaf), slot.Size,
                    closing.Contains(slot.Market))),
            ],
            account.Claim(equities));
    }

    private static ExitAccount Of(VenueState state, IStateProofs proofs, Account account)
    {
        var view = AccountView.Of(state, account);
        var equity = view.Equity.Value;
        foreach (var slot in account.Slots.Where(slot => slot.IsIsolated))
        {
            var position = view.Positions.FirstOrDefault(each => each.Market == slot.Market);
            equity += position is null ? slot.IsolatedCollateral.Value : position.MarginUsed.Value;
        }

        var escape = EscapeReader.AccountOf(proofs, account.Owner);
        return new ExitAccount(
            account.Owner, OrdinalOf(account.Master, account.Owner), !account.Master.IsZero,
            new MicroUsd(equity),
            account.OpenCount + state.Waiting.Twaps.Count(twap => twap.Owner == account.Index),
            [
                .. account.Slots.Where(slot => !slot.IsFree && !slot.Size.IsZero).Select(slot =>
                    new ExitPosition(
                        slot.Market, state.MarketOf(slot.Market).Parameters.Name, slot.Size,
                        state.Waiting.Closes.Any(close =>
                            close.Owner == account.Index && close.Market == slot.Market))),
            ],
            escape.Claim(escape.Equities(market => EscapeReader.MarketOf(proofs, market))));
    }

    private static uint OrdinalOf(Address master, Address sub)
    {
        uint ordinal = 0;
        while (!master.IsZero && SubAccountAddress.Of(master, ordinal) != sub)
        {
            ordinal++;
        }

        return ordinal;
    }
}
