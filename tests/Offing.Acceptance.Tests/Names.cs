using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Acceptance.Tests;

/// <summary>Who signs, and for which account.</summary>
/// <param name="Vault">The account to act for, when it is not the signer's own.</param>
internal sealed record Actor(Address Signer, Address? Vault)
{
    public Address Account => Vault ?? Signer;
}

/// <summary>What a scenario calls people, markets, orders and TWAPs.</summary>
internal sealed class Names(VenueState state)
{
    private readonly Dictionary<string, Actor> _actors = [];
    private readonly Dictionary<Address, string> _accounts = [];
    private readonly Dictionary<ulong, string> _labels = [];
    private readonly Dictionary<string, ulong> _ids = [];

    /// <summary>Those that no key controls: they are paid into, and told of.</summary>
    public void AddVenue()
    {
        Add("backstop", new Actor(SystemAccounts.Backstop, null));
        Add("insurance", new Actor(SystemAccounts.Insurance, null));
    }

    /// <summary>
    /// A person with a key of its own, who is there once named, or a sub-account with its master's; bob/s1 is
    /// bob's key in the name of s1.
    /// </summary>
    public Actor Actor(string name)
    {
        if (name.Split('/') is [var signer, var vault])
        {
            return new Actor(Actor(signer).Signer, Actor(vault).Account);
        }

        if (!_actors.TryGetValue(name, out var actor))
        {
            actor = new Actor(Address.OfSystem("acceptance." + name), null);
            Add(name, actor);
        }

        return actor;
    }

    public void Add(string name, Actor actor)
    {
        _actors.Add(name, actor);
        _accounts.Add(actor.Account, name);
    }

    public string Of(Address account) => _accounts.GetValueOrDefault(account, "the venue");

    public MarketId Market(string name) =>
        state.Markets.FirstOrDefault(m => m.Parameters.Name == name)?.Id
        ?? (name == "XYZ" ? new MarketId(999) : throw new BadLineException($"there is no market {name}"));

    public string Of(MarketId market) => state.FindMarket(market)?.Parameters.Name ?? "XYZ";

    /// <summary>The id of an order or TWAP.</summary>
    public ulong Id(string name) => _ids.TryGetValue(name, out var id)
        ? id
        : throw new BadLineException($"nothing is called {name}");

    /// <summary>Whose and which: alice.a, or alice alone for one without a name.</summary>
    public string Label(ulong id, Address account) => _labels.GetValueOrDefault(id, Of(account));

    public void Bind(ulong id, Address account, string? name)
    {
        if (name is null || _labels.ContainsKey(id))
        {
            return;
        }

        if (!_ids.TryAdd(name, id))
        {
            throw new BadLineException($"two orders are called {name}");
        }

        _labels.Add(id, $"{Of(account)}.{name}");
    }

    /// <summary>
    /// Finds out which id each item of an action got, before anything is told: trades come before outcomes.
    /// </summary>
    public void Learn(IReadOnlyList<IEngineEvent> events, IReadOnlyList<string?> items)
    {
        var placed = new Dictionary<OrderId, Address>();
        foreach (var happened in events)
        {
            switch (happened)
            {
                case OrderPlaced order:
                    placed[order.Order] = order.Account;
                    break;
                case ConditionalPlaced order:
                    placed[order.Order] = order.Account;
                    break;
                case SubAccountCreated sub:
                    Add(sub.Name, new Actor(sub.Master, sub.SubAccount));
                    break;
                case TwapStarted twap:
                    Bind(twap.Twap, twap.Account, items.Count > 0 ? items[0] : null);
                    break;
                case ItemOutcome outcome when outcome.Index < items.Count
                    && placed.TryGetValue(outcome.Order, out var account):
                    Bind(outcome.Order.Value, account, items[outcome.Index]);
                    break;
                case TwapSliced slice when slice.Order.Value != 0 && _labels.ContainsKey(slice.Twap):
                    _labels.TryAdd(slice.Order.Value, _labels[slice.Twap]);
                    break;
            }
        }
    }
}
