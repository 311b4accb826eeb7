using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using Offing.Tools.Bench.Books;

namespace Offing.Tools.Bench.Engines;

/// <summary>
/// What the accounts of a run do next: orders that rest, orders that take, cancels; about as many cancels as
/// orders that rest.
/// </summary>
internal sealed class EngineMix(EngineSetting setting, BookDice dice)
{
    /// <summary>Around which they trade, hundredths.</summary>
    public const uint Mid = 10_000;

    // Each account trades in a few markets, since it has few slots; a group shares them, so that they trade.
    private const int MarketsPerGroup = 8;
    private const int AccountsPerGroup = 125;

    /// <summary>Markets in which anybody trades.</summary>
    public int ActiveMarkets => Math.Min(
        setting.Markets, (setting.Active + AccountsPerGroup - 1) / AccountsPerGroup * MarketsPerGroup);

    /// <summary>The next command and whose it is.</summary>
    /// <param name="open">The orders that are open now.</param>
    public (uint Account, Command Command) Next(OpenList open)
    {
        var account = AnyAccount();
        var surplus = open.Count - setting.Resting;
        var kind = dice.Below(100);
        if (kind < 12)
        {
            return Place(account, immediate: true);
        }

        if (kind < 56 - Math.Clamp(surplus, -20, 20) || open.Count == 0)
        {
            return Place(account, immediate: false);
        }

        var (owner, market, order) = open.Pick(dice);
        return (owner, new CancelOrders([(market, order)]));
    }

    /// <summary>An order that is to rest; most do.</summary>
    public (uint Account, Command Command) Rest() => Place(AnyAccount(), immediate: false);

    /// <summary>The account's address.</summary>
    public static Address Owner(int account) => Numbered(1, account);

    /// <summary>The address of the session key that signs for it.</summary>
    public static Address Key(int account) => Numbered(2, account);

    /// <summary>Of an address of either kind.</summary>
    public static uint AccountOf(Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.SizeBytes];
        address.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
    }

    private uint AnyAccount() =>
        dice.Below((uint)setting.Active) * (uint)(setting.Accounts / setting.Active);

    private (uint Account, Command Command) Place(uint account, bool immediate)
    {
        var group = account / (uint)(setting.Accounts / setting.Active) / AccountsPerGroup;
        var place = (group * MarketsPerGroup) + dice.Below(MarketsPerGroup);
        var market = new MarketId(place % (uint)setting.Markets);
        var side = (Side)dice.Below(2);
        // Most orders rest near the touch, some far off; a fifth of the rest cross it.
        var away = 1 + (int)dice.Below(dice.Below(4) == 0 ? 400U : 30U);
        away = immediate || dice.Below(10) == 0 ? -away / 4 : away;
        var price = (uint)(Mid + (side == Side.Buy ? -away : away));
        var size = 1 + dice.Below(200);
        var spec = new OrderSpec(
            market, side, new WireDecimal(price, 2), new WireDecimal(size, 1), false,
            immediate ? TimeInForce.Ioc : TimeInForce.Gtc, ClientOrderId.None);
        return (account, new PlaceOrders([spec], null));
    }

    private static Address Numbered(byte kind, int account)
    {
        Span<byte> bytes = stackalloc byte[Address.SizeBytes];
        bytes.Clear();
        bytes[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], account);
        // Real addresses are spread over all their bits.
        BinaryPrimitives.WriteUInt64BigEndian(
            bytes[12..], unchecked((ulong)(account + 1) * 0x9E3779B97F4A7C15));
        return new Address(bytes);
    }
}
