using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.MarketData.Saving;

/// <summary>The records of one account. Whose they are is said once, by the account.</summary>
internal static class RecordSaving
{
    public static void Put(ByteWriter writer, in OrderRecord order)
    {
        writer.Put(order.Id).Put(order.ClientId).Put(order.Market).U8((byte)order.Side).Put(order.Price)
            .Put(order.Size).Put(order.Remaining).U8((byte)order.Tif).Bool(order.ReduceOnly)
            .Put(order.Placed).U8((byte)order.Status).Put(order.StatusTime).Put(order.Filled)
            .U16((ushort)order.Refusal).Bool(order.Condition is not null);
        if (order.Condition is { } waits)
        {
            writer.U8((byte)waits.Trigger).Bool(waits.IsMarket).Put(waits.TriggerPrice)
                .Put(waits.TrailingOffset).VarUInt(waits.Group).Put(waits.Parent)
                .Bool(waits.IsPositionTied).Bool(waits.IsArmed).Bool(waits.IsTriggered);
        }
    }

    public static OrderRecord Order(ref SaveReader reader, Address account) => new(
        reader.Order(), reader.ClientId(), reader.Market(), account, (Side)reader.Byte(), reader.Ticks(),
        reader.Lots(), reader.Lots(), (TimeInForce)reader.Byte(), reader.Flag(), reader.Time(),
        (OrderStatus)reader.Byte(), reader.Time())
    {
        Filled = reader.Lots(), Refusal = (RejectCode)reader.Code(),
        Condition = reader.Flag()
            ? new OrderCondition(
                (TriggerKind)reader.Byte(), reader.Flag(), reader.Ticks(), reader.Ticks(), reader.Number(),
                reader.Order(), reader.Flag(), reader.Flag())
            {
                IsTriggered = reader.Flag(),
            }
            : null,
    };

    public static void Put(ByteWriter writer, in Fill fill)
    {
        writer.VarUInt(fill.TradeId).Put(fill.Market).U8((byte)fill.Side).Put(fill.Price).Put(fill.Size)
            .Put(fill.Time).VarUInt(fill.Seq).Put(fill.StartPosition).Put(fill.ClosedPnl).Put(fill.Fee)
            .Put(fill.Order).Put(fill.ClientId).Bool(fill.Crossed).Put(fill.Twap).Put(fill.BuilderFee)
            .Bool(fill.Liquidation is not null);
        if (fill.Liquidation is { } mark)
        {
            writer.Address(mark.Liquidated).Put(mark.Mark).U8((byte)mark.Means);
        }
    }

    public static Fill Fill(ref SaveReader reader, Address account) => new(
        account, reader.Number(), reader.Market(), (Side)reader.Byte(), reader.Ticks(), reader.Lots(),
        reader.Time(), reader.Number(), reader.Lots(), reader.Money(), reader.Money(), reader.Order(),
        reader.ClientId(), reader.Flag())
    {
        Twap = reader.NumberOrNone(), BuilderFee = reader.Money(),
        Liquidation = reader.Flag()
            ? new LiquidationMark(reader.Address(), reader.Ticks(), (LiquidationMeans)reader.Byte())
            : null,
    };

    public static void Put(ByteWriter writer, in TwapRecord twap) => writer
        .VarUInt(twap.Id).Put(twap.Market).U8((byte)twap.Side).Put(twap.Size).Bool(twap.ReduceOnly)
        .VarUInt(twap.Minutes).Bool(twap.Randomize).Put(twap.Started).Put(twap.Filled).Put(twap.Quote)
        .U8((byte)twap.Status).Put(twap.StatusTime).U16((ushort)twap.Refusal);

    public static TwapRecord Twap(ref SaveReader reader, Address account) => new(
        reader.Number(), reader.Market(), account, (Side)reader.Byte(), reader.Lots(), reader.Flag(),
        checked((uint)reader.Number()), reader.Flag(), reader.Time(), reader.Lots(), reader.Money(),
        (TwapStatus)reader.Byte(), reader.Time())
    {
        Refusal = (RejectCode)reader.Code(),
    };

    public static void Put(ByteWriter writer, in LedgerRecord record) => writer
        .U8((byte)record.Kind).Put(record.Amount).VarUInt(record.Index).Put(record.Time)
        .VarUInt(record.Seq).Address(record.From).Address(record.To);

    public static LedgerRecord Ledger(ref SaveReader reader, Address account) => new(
        account, (LedgerKind)reader.Byte(), reader.Money(), reader.Number(), reader.Time(), reader.Number())
    {
        From = reader.Address(), To = reader.Address(),
    };
}
