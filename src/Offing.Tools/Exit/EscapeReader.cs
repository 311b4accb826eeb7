using Offing.Commitment.Escape;
using Offing.Commitment.State;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;

namespace Offing.Tools.Exit;

/// <summary>Reads how far the escape is, for those who are to be taken out.</summary>
/// <param name="key">Who earns the bounties.</param>
internal sealed class EscapeReader(IL1Client client, VaultContract vault, Address key, ExitScope scope)
{
    // What was proved or paid stays so; of whom is not paid by this run nothing more is asked.
    private readonly Dictionary<Address, EscapeStanding> _standings = [];
    private readonly HashSet<MarketId> _resolved = [];
    private IReadOnlyList<Address> _ours = [];
    private EscapeContract? _contract;

    public ExitEscape Read(IStateProofs state, IReadOnlyList<ExitAccount> own)
    {
        _contract ??= new EscapeContract(client, vault.Escape());
        var opening = _contract.Opening();
        var everybody = state.Owners;
        _ours = [.. own.Select(account => account.Address)];
        if (!opening.IsOpen)
        {
            return new ExitEscape(_contract.Address, opening, false, [], [], [], 0);
        }

        var toProve = scope == ExitScope.Own
            ? [.. own.Where(account => account.Claim.Sign > 0).Select(account => account.Address)]
            : everybody;
        var unproved = toProve.Where(account => !StandingOf(account).IsProved).ToList();
        var share = _contract.Share();
        var unpaid = (scope == ExitScope.PayAll ? everybody : _ours)
            .Where(account => IsUnpaid(account, share)).ToList();
        return new ExitEscape(
            _contract.Address, opening, share.IsFixed, Unresolved(state, unproved),
            Ordered(state, unproved), unpaid, _contract.BountyOf(key));
    }

    /// <summary>A market as the escape reads it from the state.</summary>
    public static EscapeMarket MarketOf(IStateProofs state, MarketId market) => EscapeMarket.Read(
        state.ProveMarket(market)!.Market.Leaf, state.ProveRing(market)!.Ring.Leaf);

    /// <summary>Likewise of an account.</summary>
    public static EscapeAccount AccountOf(IStateProofs state, Address account) =>
        EscapeAccount.Read(state.ProveAccount(account)!.Account.Leaf);

    // Who was proved late gets what the others left, and nothing when that is gone.
    private bool IsUnpaid(Address account, EscapeFixing share)
    {
        var standing = StandingOf(account);
        return standing is { IsProved: true, IsPaid: false } && standing.Claim > 0
            && !(standing.IsLate && share.LateLeft == 0);
    }

    private EscapeStanding StandingOf(Address account)
    {
        if (_standings.TryGetValue(account, out var known)
            && (known.IsPaid || (known.IsProved && (known.Claim == 0 || IsOnlyProved(account)))))
        {
            return known;
        }

        return _standings[account] = _contract!.StandingOf(account);
    }

    private bool IsOnlyProved(Address account) =>
        scope == ExitScope.ProveAll && !_ours.Contains(account);

    private List<MarketId> Unresolved(IStateProofs state, IReadOnlyList<Address> unproved)
    {
        var needed = scope == ExitScope.Own
            ? unproved.SelectMany(account => AccountOf(state, account).Markets)
            : state.Markets;
        var unresolved = new List<MarketId>();
        foreach (var market in needed.Distinct().Where(market => !_resolved.Contains(market)))
        {
            if (_contract!.IsResolved(market))
            {
                _resolved.Add(market);
            }
            else
            {
                unresolved.Add(market);
            }
        }

        return unresolved;
    }

    // Who owes first: that is what a bounty is paid for.
    private static IReadOnlyList<Address> Ordered(IStateProofs state, List<Address> accounts)
    {
        var markets = state.Markets.ToDictionary(market => market, market => MarketOf(state, market));
        return
        [
            .. accounts.OrderBy(account => AccountOf(state, account)
                .Equities(market => markets[market]).All(equity => equity.Sign >= 0)),
        ];
    }
}
