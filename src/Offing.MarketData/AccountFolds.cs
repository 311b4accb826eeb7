using System.Diagnostics.CodeAnalysis;
using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>The accounts by address, and the memory that their histories share. Not thread-safe.</summary>
internal sealed class AccountFolds
{
    private readonly Dictionary<Address, AccountFold> _accounts = [];

    // Most entries are of one account and name it again and again.
    private AccountFold? _last;

    /// <summary>Where the histories stand.</summary>
    public PagePool Pages { get; } = new();

    /// <summary>How many there are.</summary>
    public int Count => _accounts.Count;

    /// <summary>By address.</summary>
    public IEnumerable<AccountFold> Sorted => _accounts.Values.OrderBy(account => account.Address);

    /// <summary>The account, which may be new.</summary>
    public AccountFold MustGet(Address address)
    {
        if (_last is { } last && last.Address == address)
        {
            return last;
        }

        if (!_accounts.TryGetValue(address, out var account))
        {
            _accounts.Add(address, account = new AccountFold(address, Pages));
        }

        return _last = account;
    }

    /// <summary>The account, when anything is known of it.</summary>
    public bool TryGet(Address address, [NotNullWhen(true)] out AccountFold? account) =>
        _accounts.TryGetValue(address, out account);
}
