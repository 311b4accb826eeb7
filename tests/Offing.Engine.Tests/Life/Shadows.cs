using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Tests.Life;

/// <summary>
/// Every account as it was after the last event that told of it. What differs from that later, and no event
/// told, is a fault.
/// </summary>
internal sealed class Shadows(VenueState state)
{
    private readonly List<AccountCopy> _copies = [.. state.Accounts.Select(AccountCopy.Of)];

    // Builders are paid behind the trade that pays them.
    private readonly List<(int Account, long Amount)> _coming = [];

    public AccountCopy this[int account] => account < _copies.Count ? _copies[account] : AccountCopy.Empty;

    /// <summary>The trade that comes next pays this account, in micro-USDC.</summary>
    public void Announce(Account account, long amount) => _coming.Add((account.Index, amount));

    /// <summary>The trade was told; with nothing between, it pays.</summary>
    public void Pay()
    {
        foreach (var (account, amount) in _coming)
        {
            Hold(account);
            _copies[account] = _copies[account].Plus(amount);
        }

        _coming.Clear();
    }

    /// <summary>Takes a new copy; the one before, and what the account has more, 1e-9 micro-USDC.</summary>
    public (AccountCopy Before, AccountCopy After, BigInteger Gain_Nano) Renew(Account account)
    {
        Hold(account.Index);
        var before = _copies[account.Index];
        var after = AccountCopy.Of(account);
        _copies[account.Index] = after;
        return (before, after, after.Wealth_Nano(state) - before.Wealth_Nano(state));
    }

    private void Hold(int account)
    {
        while (_copies.Count <= account)
        {
            _copies.Add(AccountCopy.Empty);
        }
    }

    public Account Find(Address owner) => state.FindAccount(owner)
        ?? throw new InvalidOperationException($"an event tells of {owner}, who has no account");
}
