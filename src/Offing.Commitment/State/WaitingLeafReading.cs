using Offing.Engine.Restoring;
using Offing.Engine.Timers;
using Offing.Engine.Triggers;
using Offing.Engine.Twaps;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;

namespace Offing.Commitment.State;

/// <summary>Reads what <see cref="WaitingLeaf"/> writes.</summary>
internal static class WaitingLeafReading
{
    private const int SelfTradeMask = 3;

    /// <summary>Gives a leaf of what waits to the machine that is being restored.</summary>
    /// <exception cref="CodecException">No such leaf.</exception>
    public static void Give(Restoration restored, ReadOnlySpan<byte> leaf)
    {
        switch (leaf.Length == 0 ? 0 : leaf[0])
        {
            case HashTag.Conditional:
                restored.Waits(Conditional(leaf));
                break;
            case HashTag.OrderGroup:
                restored.Waits(Group(leaf));
                break;
            case HashTag.Twap:
                restored.Waits(Twap(leaf));
                break;
            case HashTag.ScheduledCancel:
                var cancel = LeafReading.Begin(leaf, HashTag.ScheduledCancel);
                restored.Waits(new ScheduleImage(
                    cancel.Address(), new Time(cancel.U64()), cancel.U64(), cancel.U32()));
                cancel.End();
                break;
            case HashTag.TriggerReach:
                var reach = LeafReading.Begin(leaf, HashTag.TriggerReach);
                restored.Waits(new ReachImage(
                    new MarketId(reach.U32()), new Ticks(reach.U32()), new Ticks(reach.U32())));
                reach.End();
                break;
            case HashTag.ForcedClose:
                var close = LeafReading.Begin(leaf, HashTag.ForcedClose);
                restored.Waits(new CloseImage(
                    close.Address(), close.U64(), new MarketId(close.U32()), (Side)close.U8(),
                    new Lots(close.I64()), new Time(close.U64()), close.Bool()));
                close.End();
                break;
            default:
                throw new CodecException("a leaf of nothing that waits");
        }
    }

    public static DueTimer Timer(ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.Timer);
        var timer = new DueTimer(new Time(reader.U64()), reader.U64(), (TimerKind)reader.U8());
        reader.End();
        return timer;
    }

    private static ConditionalImage Conditional(ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.Conditional);
        var (owner, signer, id) = (reader.Address(), reader.Address(), new OrderId(reader.U64()));
        var (market, side) = (new MarketId(reader.U32()), (Side)reader.U8());
        var price = new Ticks(reader.U32());
        var (size, display) = (new Lots(reader.I64()), new Lots(reader.I64()));
        var (tif, flags) = ((TimeInForce)reader.U8(), reader.U8());
        var (clientId, expiry) = (new ClientOrderId(reader.U128()), new Time(reader.U64()));
        var (group, kind) = (reader.U64(), (TriggerKind)reader.U8());
        var (trigger, offset) = (new Ticks(reader.U32()), new Ticks(reader.U32()));
        var (peak, time) = (new Ticks(reader.U32()), new Time(reader.U64()));
        var builder = LeafReading.Builder(ref reader);
        reader.End();
        bool Flag(int shift) => (flags >> shift & 1) != 0;
        return new ConditionalImage(
            owner, signer, id, market, side, price, size, display, tif, Flag(0),
            (SelfTradeMode)(flags >> WaitingLeaf.SelfTradeShift & SelfTradeMask),
            Flag(WaitingLeaf.AcrossShift), Flag(WaitingLeaf.MarketShift), Flag(WaitingLeaf.TiedShift),
            Flag(WaitingLeaf.ArmedShift), clientId, expiry, group, kind, trigger, offset, peak, time,
            builder);
    }

    private static GroupImage Group(ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.OrderGroup);
        var (owner, id, kind) = (reader.Address(), reader.U64(), (GroupKind)reader.U8());
        var parent = new OrderId(reader.U64());
        var members = new OrderId[reader.U16()];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = new OrderId(reader.U64());
        }

        reader.End();
        return new GroupImage(owner, id, kind, parent, members);
    }

    private static TwapImage Twap(ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.Twap);
        var (owner, signer, id) = (reader.Address(), reader.Address(), reader.U64());
        var terms = new TwapTerms(
            new MarketId(reader.U32()), (Side)reader.U8(), new Lots(reader.I64()), reader.Bool(),
            reader.U32(), reader.Bool());
        var image = new TwapImage(
            owner, signer, id, terms, new Time(reader.U64()), reader.U32(), new Time(reader.U64()),
            new Lots(reader.I64()), new MicroUsd(reader.I64()));
        reader.End();
        return image;
    }
}
