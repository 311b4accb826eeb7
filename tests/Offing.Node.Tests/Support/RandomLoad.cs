using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Node.Tests.Support;

/// <summary>
/// A few accounts, their sub-accounts and session keys that order, cancel and withdraw at random; a seed
/// repeats it.
/// </summary>
internal sealed class RandomLoad(NodeWorld world, int seed)
{
    private static readonly Address[] Owners =
        [.. Enumerable.Range(0, 4).Select(i => Address.OfSystem($"owner {i}"))];

    private readonly Random _random = new(seed);
    private ulong _clientId;
    private bool _withSubAccounts;

    public static Address KeyOf(int owner) => Address.OfSystem($"key of {owner}");

    public int Next(int below) => _random.Next(below);

    /// <summary>Money, prices, and a session key for every owner; a sub-account too where told.</summary>
    public RandomLoad Prepare(bool withSubAccounts = false)
    {
        world.Price(600_000);
        for (var i = 0; i < Owners.Length; i++)
        {
            world.Deposit(Owners[i], 50_000);
            var until = new Time(NodeWorld.Start_Ms + 3_600_000);
            world.Run(Entries.Grant(Owners[i], world.NextNonce, KeyOf(i), "bot", until));
            if (withSubAccounts)
            {
                world.Run(Entries.CreateSubAccount(Owners[i], world.NextNonce, "second"));
                world.Run(Entries.Transfer(Owners[i], world.NextNonce, SubOf(i)!.Value, 10_000));
            }
        }

        _withSubAccounts = withSubAccounts;
        return this;
    }

    /// <summary>One to eight entries that wait together, one round of the node, and some time.</summary>
    public void Step()
    {
        for (var left = 1 + Next(8); left > 0; left--)
        {
            world.Offer(One());
        }

        world.Tick();
        world.Clock.Advance(Next(300));
        if (Next(20) == 0 && !world.Core.HasFailed)
        {
            world.Price((uint)(599_000 + Next(2_000)));
        }
    }

    private Entry One()
    {
        var owner = Next(Owners.Length);
        var signer = Next(2) == 0 ? Owners[owner] : KeyOf(owner);
        var nonce = world.NextNonce;
        return Next(12) switch
        {
            0 => For(owner, Entries.Cancel(signer, nonce, (ulong)Next(200) + 1)),
            1 => For(owner, Entries.CancelByClientId(signer, nonce, (ulong)Next((int)_clientId + 1) + 1)),
            2 => Entries.Withdraw(Owners[owner], nonce, (ulong)Next(20)),
            3 => Entries.Noop(signer, nonce),
            4 or 5 or 6 => For(owner, Order(signer, nonce, "Alo")),
            7 => For(owner, Order(signer, nonce, "Ioc")),
            _ => For(owner, Order(signer, nonce, "Gtc")),
        };
    }

    // Mostly for the account itself, at times for its sub-account, and at times for one of somebody else.
    private SignedAction For(int owner, SignedAction action) => !_withSubAccounts ? action : Next(6) switch
    {
        0 or 1 => action with { Vault = SubOf(owner) },
        2 => action with { Vault = SubOf(Next(Owners.Length)) },
        _ => action,
    };

    private Address? SubOf(int owner) => world.Core.Read(state =>
        state.FindAccount(Owners[owner]) is { } master
            ? state.Accounts.FirstOrDefault(a => a != master && a.Family == master.Index)?.Owner
            : null);

    private SignedAction Order(Address signer, ulong nonce, string tif) => Entries.Order(
        signer, nonce, Next(2) == 0 ? Side.Buy : Side.Sell, (ulong)(59_900 + (10 * Next(20))),
        $"0.0{1 + Next(9)}", tif, ++_clientId);
}
