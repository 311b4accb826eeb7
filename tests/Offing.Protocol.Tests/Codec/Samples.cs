using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Codec;

/// <summary>Random entries of every kind, with the ends of every range among them.</summary>
internal static class Samples
{
    private const int SignatureBytes = 65;

    private static readonly Gen<ulong> U64 = Gen.OneOf(
        ArbMap.Default.GeneratorFor<DoNotSize<ulong>>().Select(n => n.Item),
        Gen.Elements<ulong>(
            0ul, 1ul, 127ul, 128ul, uint.MaxValue, 1ul << 32, 1_700_000_000_000ul, long.MaxValue, 1ul << 63,
            ulong.MaxValue - 1, ulong.MaxValue));

    private static readonly Gen<uint> U32 = U64.Select(n => (uint)(n & uint.MaxValue));

    private static readonly Gen<byte> U8 = Gen.Choose(0, 255).Select(n => (byte)n);

    private static readonly Gen<byte[]> Signature = U8.ArrayOf(SignatureBytes);

    private static readonly Gen<Address> Addresses = Gen.OneOf(
        U8.ArrayOf(Address.SizeBytes).Select(bytes => new Address(bytes)), Gen.Constant(Address.Zero));

    private static readonly Gen<WireDecimal> Decimals =
        from mantissa in U64
        from scale in Gen.Choose(0, WireDecimal.MaxScale)
        select new WireDecimal(mantissa, (byte)scale);

    // The low bit is set, because no client id is zero.
    private static readonly Gen<ClientOrderId> ClientIds =
        from high in U64
        from low in U64
        select new ClientOrderId(new UInt128(high, low | 1));

    private static readonly Gen<OrderSpec> Orders =
        from market in U32
        from side in Gen.Elements(Side.Buy, Side.Sell)
        from price in Decimals
        from size in Decimals
        from reduceOnly in Gen.Elements(true, false)
        from tif in Gen.Elements(
            TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Alo, TimeInForce.FrontendMarket)
        from clientId in Gen.OneOf(ClientIds, Gen.Constant(ClientOrderId.None))
        select new OrderSpec(new(market), side, price, size, reduceOnly, tif, clientId);

    private static readonly Gen<BuilderCode?> Builders = Gen.OneOf(
        Gen.Constant<BuilderCode?>(null),
        from address in Addresses
        from fee in U64
        select (BuilderCode?)new BuilderCode(address, fee));

    private static readonly Gen<OrderSpec> Conditional =
        from order in Orders
        from kind in Gen.Elements(TriggerKind.StopLoss, TriggerKind.TakeProfit)
        from price in Decimals
        from isMarket in Gen.Elements(true, false)
        select order with
        {
            Tif = isMarket ? TimeInForce.Ioc : TimeInForce.Gtc,
            Trigger = new TriggerSpec(kind, price, isMarket),
        };

    private static readonly Gen<OrderSpec> Native =
        from order in Gen.OneOf(
            Orders, Conditional, Orders.Select(o => o with { Tif = TimeInForce.Fok }),
            Conditional.Select(
                o => o with { Trigger = o.Trigger! with { Kind = TriggerKind.TrailingStop } }))
        from mode in Gen.Elements(Enum.GetValues<SelfTradeMode>())
        from across in Gen.Elements(true, false)
        from display in Gen.OneOf(
            Gen.Constant<WireDecimal?>(null), Decimals.Select(d => (WireDecimal?)d))
        from expiry in U64
        select order with { Options = new OrderOptions(mode, across, display, expiry) };

    /// <summary>The actions without a compact form, and what they ask for.</summary>
    public static Gen<(byte[] Payload, Command Command)> Surface { get; } = Gen.OneOf(
        from orders in List(Gen.OneOf(Orders, Conditional))
        from grouping in Gen.Elements(OrderGrouping.NormalTpsl, OrderGrouping.PositionTpsl)
        select Place(new PlaceOrders(orders, null) { Grouping = grouping }),
        from orders in List(Conditional) select Place(new PlaceOrders(orders, null)),
        from orders in List(Native)
        from grouping in Gen.Elements(Enum.GetValues<OrderGrouping>())
        select Place(new PlaceOrders(orders, null) { Grouping = grouping, IsNative = true }),
        from target in U64
        from order in Conditional
        select (SurfacePayloads.Modify(new(target), order), (Command)new ModifyOrders(
            [(new OrderReference(new(target), ClientOrderId.None), order)], IsBatch: false)),
        from time in Gen.OneOf(Gen.Constant<ulong?>(null), U64.Select(n => (ulong?)n))
        select (SurfacePayloads.Schedule(time), (Command)new ScheduleCancel(time)),
        from order in Orders
        from minutes in U32
        from randomize in Gen.Elements(true, false)
        select Twap(new PlaceTwap(
            order.Market, order.Side, order.Size, order.ReduceOnly, minutes, randomize)),
        from market in U32
        from twap in U64
        select (
            SurfacePayloads.TwapCancel(new(new(market), twap)), (Command)new CancelTwap(new(market), twap)),
        from name in Gen.Elements("", "a", "example", new string('n', 300), "\u00e9\u4e2d")
        select (SurfacePayloads.Create(name), (Command)new CreateSubAccount(name)),
        from sub in Addresses
        from isDeposit in Gen.Elements(true, false)
        from amount in U64
        select Transfer(new TransferSubAccount(
            sub, isDeposit, new MicroUsd((long)(amount % (ulong)(Limits.AmountMax_MicroUsd + 1))))));

    private static readonly Gen<byte[]> Payloads = Gen.OneOf(
        Surface.Select(s => s.Payload),
        from orders in List(Orders)
        from builder in Builders
        select CompactMessagePack.Orders(new PlaceOrders(orders, builder)),
        List(from market in U32 from order in U64 select (new MarketId(market), new OrderId(order)))
            .Select(cancels => CompactMessagePack.Cancels(new CancelOrders(cancels))),
        List(from market in U32 from id in ClientIds select (new MarketId(market), id))
            .Select(cancels => CompactMessagePack.Cancels(new CancelOrdersByClientId(cancels))),
        from market in U32
        from leverage in U32
        select Leverage(market, leverage));

    private static readonly Gen<Entry> Actions =
        from scheme in Gen.Elements(Enum.GetValues<SigningScheme>())
        from payload in Payloads
        from nonce in U64
        from vault in Gen.OneOf(Gen.Constant<Address?>(null), Addresses.Select(a => (Address?)a))
        from expires in Gen.OneOf(Gen.Constant<ulong?>(null), U64.Select(n => (ulong?)n))
        from signature in Signature
        from signer in Addresses
        select (Entry)new SignedAction(
            scheme, payload, nonce, vault, expires, signature, signer, CommandOf(payload));

    private static readonly Gen<Entry> Requests =
        from index in U64
        from type in Gen.Elements(Enum.GetValues<RequestType>())
        from account in Addresses
        from sender in Addresses
        from time in U64
        from payload in U8.ArrayOf()
        select (Entry)new QueueRequest(index, type, account, sender, time, payload);

    private static readonly Gen<Entry> Reversals =
        from batch in U64
        from request in Requests
        select (Entry)new Reversal(
            batch, Keccak.Hash(BitConverter.GetBytes(batch)), (QueueRequest)request);

    private static readonly Gen<Entry> Reports =
        from publisher in U8
        from market in U32
        from price in U32
        from time in U64
        from sequence in U64
        from signature in Signature
        select (Entry)new OracleReport(publisher, new(market), new(price), new(time), sequence, signature);

    private static readonly Gen<Entry> VenueReports =
        from publisher in U8
        from venue in U8
        from market in U32
        from mid in U32
        from premium in U64
        from time in U64
        from sequence in U64
        from signature in Signature
        select (Entry)new VenueReport(
            publisher, venue, new(market), new(mid), new(unchecked((long)premium)), new(time), sequence,
            signature);

    private static readonly Gen<Entry> Switches =
        from market in U32
        from reason in U32
        from sequence in U64
        from signature in Signature
        select (Entry)new OperatorSwitch(
            new(market), unchecked((ushort)reason), sequence, signature);

    private static readonly Gen<Entry> Stops =
        from target in Addresses
        from reason in U32
        from sequence in U64
        from signature in Signature
        select (Entry)new OperatorStop(target, unchecked((ushort)reason), sequence, signature);

    /// <summary>One entry of any kind at any place.</summary>
    public static Gen<SequencedEntry> Entries { get; } =
        from entry in Gen.OneOf(
            U64.Select(n => (Entry)new Started(n)), Gen.Constant((Entry)new Tick()),
            U64.Select(n => (Entry)new BatchCut(n)), Requests, Reversals, Reports, VenueReports, Switches,
            Stops, Actions)
        from seq in U64
        from arrival in U64
        from time in U64
        select new SequencedEntry(seq, arrival, new Time(time), entry);

    private static Gen<T[]> List<T>(Gen<T> item) => Gen.OneOf(
        Gen.Choose(1, 5).SelectMany(count => item.ArrayOf(count)), item.ArrayOf(Limits.OrdersPerAction));

    private static (byte[] Payload, Command Command) Place(PlaceOrders place) =>
        (SurfacePayloads.Orders(place), place);

    private static (byte[] Payload, Command Command) Twap(PlaceTwap twap) =>
        (SurfacePayloads.Twap(twap), twap);

    private static (byte[] Payload, Command Command) Transfer(TransferSubAccount transfer) =>
        (SurfacePayloads.Transfer(transfer), transfer);

    private static byte[] Leverage(uint market, uint leverage)
    {
        var bytes = new ByteWriter();
        new MessagePackWriter(bytes).Map(4).String("type").String("updateLeverage")
            .String("asset").UInt(market).String("isCross").Bool(true).String("leverage").UInt(leverage);
        return bytes.ToArray();
    }

    private static Command CommandOf(byte[] payload)
    {
        Assert.True(ActionParser.TryParse(payload, out var action, out var error), $"{error}");
        return action.Command;
    }
}
