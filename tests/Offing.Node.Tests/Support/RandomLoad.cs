using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Node.Tests.Support;

/// <summary>
/// A few accounts and session keys that order, cancel and withdraw at random; a seed repeats it.
/// </summary>
internal sealed class RandomLoad(NodeWorld world, int seed)
{
    private static readonly Address[] Owners =
        [.. Enumerable.Range(0, 4).Select(i => Address.OfSystem($"owner {i}"))];

    private readonly Random _random = new(seed);
    private ulong _clientId;

    public static Address KeyOf(int owner) => Address.OfSystem($"key of {owner}");

    public int Next(int below) => _random.Next(below);

    /// <summary>Money, prices, and a session key for every owner.</summary>
    public RandomLoad Prepare()
    {
        world.Price(600_000);
        for (var i = 0; i < Owners.Length; i++)
        {
            world.Deposit(Owners[i], 50_000);
            var until = new Time(NodeWorld.Start_Ms + 3_600_000);
            world.Run(Entries.Grant(Owners[i], world.NextNonce, KeyOf(i), "bot", until));
        }

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
        if (Next(20) == 0)
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
            0 => Entries.Cancel(signer, nonce, (ulong)Next(200) + 1),
            1 => Entries.CancelByClientId(signer, nonce, (ulong)Next((int)_clientId + 1) + 1),
            2 => Entries.Withdraw(Owners[owner], nonce, (ulong)Next(20)),
            3 => Entries.Noop(signer, nonce),
            4 or 5 or 6 => Order(signer, nonce, "Alo"),
            7 => Order(signer, nonce, "Ioc"),
            _ => Order(signer, nonce, "Gtc"),
        };
    }

    private SignedAction Order(Address signer, ulong nonce, string tif) => Entries.Order(
        signer, nonce, Next(2) == 0 ? Side.Buy : Side.Sell, (ulong)(59_900 + (10 * Next(20))),
        $"0.0{1 + Next(9)}", tif, ++_clientId);
}
