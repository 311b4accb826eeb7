using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;

namespace Offing.MarketData.Saving;

/// <summary>The records of one market. Which it is is said once, by the market.</summary>
internal static class PublicSaving
{
    public static void Put(ByteWriter writer, in PublicTrade trade) => writer
        .VarUInt(trade.TradeId).Put(trade.Price).Put(trade.Size).U8((byte)trade.TakerSide).Put(trade.Time)
        .VarUInt(trade.Seq).Address(trade.Buyer).Address(trade.Seller);

    public static PublicTrade Trade(ref SaveReader reader, MarketId market) => new(
        reader.Number(), market, reader.Ticks(), reader.Lots(), (Side)reader.Byte(), reader.Time(),
        reader.Number(), reader.Address(), reader.Address());

    public static void Put(ByteWriter writer, in FundingRecord paid) => writer
        .Put(paid.Hour).VarUInt(paid.Seq).Put(paid.Rate).Put(paid.Premium).Put(paid.Oracle)
        .I128(paid.Moved);

    public static FundingRecord Funding(ref SaveReader reader, MarketId market) => new(
        market, reader.Time(), reader.Number(), reader.Rate(), reader.Rate(), reader.Ticks(),
        reader.Wide());

    public static void Put(ByteWriter writer, in Candle candle) => writer
        .VarUInt(candle.Start_Ms).VarUInt(candle.End_Ms).Put(candle.Open).Put(candle.High).Put(candle.Low)
        .Put(candle.Close).VarInt(candle.Base_Lots).VarInt(candle.Quote_MicroUsd)
        .VarUInt((ulong)candle.Trades);

    public static Candle Candle(ref SaveReader reader) => new(
        reader.Number(), reader.Number(), reader.Ticks(), reader.Ticks(), reader.Ticks(), reader.Ticks(),
        reader.Signed(), reader.Signed(), checked((int)reader.Number()));

    public static void Put(ByteWriter writer, FundingOutlook outlook) => writer
        .Put(outlook.Premium).Put(outlook.Rate).Put(outlook.ImpactBid).Put(outlook.ImpactAsk);

    public static FundingOutlook Outlook(ref SaveReader reader) =>
        new(reader.Rate(), reader.Rate(), reader.TicksOrNone(), reader.TicksOrNone());
}
