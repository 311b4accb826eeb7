using System.Buffers.Binary;
using Offing.Commitment.Trees;
using Offing.Engine;
using Offing.Engine.Requests;
using Offing.Engine.Timers;
using Offing.Engine.Triggers;
using Offing.Engine.Twaps;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Commitment.State;

/// <summary>
/// What waits for a mark, a time or another order, as spec/state-tree.md lays it out. Each kind has its own
/// part of one tree; a timer stands in a tree of its own, so that its first key is what is due next.
/// </summary>
public static class WaitingLeaf
{
    private const byte ConditionalPart = 1;
    private const byte GroupPart = 2;
    private const byte TwapPart = 3;
    private const byte SchedulePart = 4;
    private const byte ReachPart = 5;
    private const byte ClosePart = 6;

    internal const int SelfTradeShift = 1;
    internal const int AcrossShift = 3;
    internal const int MarketShift = 4;
    internal const int TiedShift = 5;
    internal const int ArmedShift = 6;

    public static TreeKey Key(OrderId conditional) => Key(ConditionalPart, conditional.Value);

    internal static TreeKey GroupKey(ulong group) => Key(GroupPart, group);

    internal static TreeKey TwapKey(ulong twap) => Key(TwapPart, twap);

    internal static TreeKey ScheduleKey(int account) => Key(SchedulePart, checked((uint)account));

    internal static TreeKey ReachKey(MarketId market) => Key(ReachPart, market.Value);

    internal static TreeKey CloseKey(ulong close) => Key(ClosePart, close);

    internal static TreeKey Key(DueTimer timer)
    {
        Span<byte> key = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(key, timer.Due.Milliseconds);
        BinaryPrimitives.WriteUInt64BigEndian(key[sizeof(ulong)..], timer.Id);
        return new TreeKey(key);
    }

    public static byte[] Encode(VenueState state, Conditional order) => new ByteWriter(184)
        .U8(HashTag.Conditional)
        .Address(state.Accounts[order.Owner].Owner)
        .Address(order.Signer)
        .U64(order.Id.Value)
        .U32(order.Market.Value)
        .U8((byte)order.Side)
        .U32(order.Price.Value)
        .I64(order.Size.Value)
        .I64(order.Display.Value)
        .U8((byte)order.Tif)
        .U8(Flags(order))
        .U128(order.ClientId.Value)
        .U64(order.Expiry.Milliseconds)
        .U64(order.Group)
        .U8((byte)order.Kind)
        .U32(order.TriggerPrice.Value)
        .U32(order.Offset.Value)
        .U32(order.Peak.Value)
        .U64(order.Time.Milliseconds)
        .Address(order.Builder?.Builder ?? Address.Zero)
        .U32((uint)(order.Builder?.TenthsOfBasisPoint ?? 0))
        .ToArray();

    public static byte[] Encode(VenueState state, OrderGroup group)
    {
        var writer = new ByteWriter(64 + group.Members.Count * sizeof(ulong))
            .U8(HashTag.OrderGroup)
            .Address(state.Accounts[group.Owner].Owner)
            .U64(group.Id)
            .U8((byte)group.Kind)
            .U64(group.Parent.Value)
            .U16(checked((ushort)group.Members.Count));
        foreach (var member in group.Members)
        {
            writer.U64(member.Value);
        }

        return writer.ToArray();
    }

    public static byte[] Encode(VenueState state, Twap twap) => new ByteWriter(128)
        .U8(HashTag.Twap)
        .Address(state.Accounts[twap.Owner].Owner)
        .Address(twap.Signer)
        .U64(twap.Id)
        .U32(twap.Terms.Market.Value)
        .U8((byte)twap.Terms.Side)
        .I64(twap.Terms.Size.Value)
        .Bool(twap.Terms.ReduceOnly)
        .U32(twap.Terms.Minutes)
        .Bool(twap.Terms.Randomize)
        .U64(twap.Start.Milliseconds)
        .U32(twap.Slice)
        .U64(twap.Due.Milliseconds)
        .I64(twap.Filled.Value)
        .I64(twap.Quote.Value)
        .ToArray();

    public static byte[] Encode(VenueState state, ScheduledCancel schedule) => new ByteWriter(64)
        .U8(HashTag.ScheduledCancel)
        .Address(state.Accounts[schedule.Account].Owner)
        .U64(schedule.Time.Milliseconds)
        .U64(schedule.Day)
        .U32(schedule.Count)
        .ToArray();

    /// <summary>Of a market whose triggers are behind the mark; any other has no such leaf.</summary>
    public static byte[] EncodeReach(TriggerBoard board) => new ByteWriter(16)
        .U8(HashTag.TriggerReach)
        .U32(board.Market.Value)
        .U32(board.Low.Value)
        .U32(board.High.Value)
        .ToArray();

    public static byte[] Encode(VenueState state, ForcedClose close) => new ByteWriter(64)
        .U8(HashTag.ForcedClose)
        .Address(state.Accounts[close.Owner].Owner)
        .U64(close.Request)
        .U32(close.Market.Value)
        .U8((byte)close.Side)
        .I64(close.Left.Value)
        .U64(close.Deadline.Milliseconds)
        .Bool(close.IsDue)
        .ToArray();

    public static byte[] Encode(DueTimer timer) => new ByteWriter(32)
        .U8(HashTag.Timer)
        .U64(timer.Due.Milliseconds)
        .U64(timer.Id)
        .U8((byte)timer.Kind)
        .ToArray();

    private static TreeKey Key(byte part, ulong id)
    {
        Span<byte> key = stackalloc byte[1 + sizeof(ulong)];
        key[0] = part;
        BinaryPrimitives.WriteUInt64BigEndian(key[1..], id);
        return new TreeKey(key);
    }

    private static byte Flags(Conditional order) => (byte)((order.ReduceOnly ? 1 : 0)
        | ((int)order.SelfTrade << SelfTradeShift)
        | (order.AcrossSubAccounts ? 1 << AcrossShift : 0)
        | (order.IsMarket ? 1 << MarketShift : 0)
        | (order.IsPositionTied ? 1 << TiedShift : 0)
        | (order.IsArmed ? 1 << ArmedShift : 0));
}
