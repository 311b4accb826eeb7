using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Codec;

/// <summary>Entries that no writer of ours makes: a second form of one entry, or a bad command.</summary>
public sealed class HostileEntryTests
{
    private static readonly byte[] Signature = new byte[65];

    private static byte[] Action(SigningScheme scheme, byte shape, ReadOnlySpan<byte> payload) =>
        new ByteWriter().U8((byte)EntryKind.Action).VarUInt(0)
            .U8((byte)((byte)scheme | (shape << 4))).VarInt(0).Bytes(Signature).Bytes(payload).ToArray();

    private static void Refused(byte[] canonical) =>
        Assert.Throws<CodecException>(() => EntryCodec.DecodeCanonical(1, 1, canonical));

    [Fact]
    public void A_raw_action_that_has_a_compact_form_is_refused()
    {
        var payload = CompactMessagePack.Cancels(new CancelOrders([(new(1), new(2))]));
        Refused(Action(SigningScheme.L1Mainnet, 0, payload));
        Assert.IsType<SignedAction>(
            EntryCodec.DecodeCanonical(1, 1, Action(SigningScheme.UserTyped, 0, payload)).Entry);
    }

    [Theory]
    [InlineData(SigningScheme.UserTyped)]
    [InlineData(SigningScheme.Offing)]
    public void Typed_data_has_no_compact_form(SigningScheme scheme) =>
        Refused(Action(scheme, 3, [1, 1, 2]));

    [Fact]
    public void A_client_id_of_zero_is_refused()
    {
        Refused(Action(SigningScheme.L1Testnet, 4, [1, 1, .. new byte[16]]));
        Refused(Action(SigningScheme.L1Testnet, 1, [1, 16, 1, 0, 5, 5, .. new byte[16]]));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(15)]
    public void An_unknown_shape_is_refused(byte shape) =>
        Refused(Action(SigningScheme.L1Testnet, shape, [1, 1, 2]));

    [Fact]
    public void A_conditional_or_native_order_has_no_compact_form()
    {
        var five = new WireDecimal(5, 0);
        var order = new OrderSpec(new(1), Side.Buy, five, five, true, TimeInForce.Ioc, ClientOrderId.None);
        var stop = order with { Trigger = new TriggerSpec(TriggerKind.StopLoss, five, true) };
        foreach (var place in new PlaceOrders[]
        {
            new([stop], null), new([order], null) { Grouping = OrderGrouping.NormalTpsl },
            new([order], null) { IsNative = true },
            new([order with { Tif = TimeInForce.Fok }], null) { IsNative = true },
        })
        {
            var payload = SurfacePayloads.Orders(place);
            var raw = Action(SigningScheme.L1Testnet, 0, payload);
            var decoded = (SignedAction)EntryCodec.DecodeCanonical(1, 1, raw).Entry;
            Assert.Equal(payload, decoded.Payload);
            Assert.Equal(place.Orders, Assert.IsType<PlaceOrders>(decoded.Command).Orders);
            Refused(Action(SigningScheme.L1Testnet, 1, payload));
        }
    }

    [Fact]
    public void A_raw_action_that_the_door_would_refuse_is_refused_by_the_codec_too()
    {
        var five = new WireDecimal(5, 0);
        var order = new OrderSpec(new(1), Side.Buy, five, five, true, TimeInForce.Fok, ClientOrderId.None);
        foreach (var payload in new[]
        {
            SurfacePayloads.Orders(new PlaceOrders([order], null)),
            SurfacePayloads.Orders(new PlaceOrders(
                [order with { Tif = TimeInForce.Gtc }], null) { Grouping = OrderGrouping.Oco }),
            SurfacePayloads.Transfer(new(Address.Zero, true, new(Limits.AmountMax_MicroUsd + 1))),
        })
        {
            Refused(Action(SigningScheme.L1Testnet, 0, payload));
        }
    }

    [Fact]
    public void A_list_without_items_or_with_too_many_is_refused()
    {
        Refused(Action(SigningScheme.L1Testnet, 3, [0]));
        Refused(Action(SigningScheme.L1Testnet, 3, [101]));
        Refused(Action(SigningScheme.L1Testnet, 3, new ByteWriter().VarUInt(ulong.MaxValue).Written));
    }

    [Fact]
    public void Nesting_in_a_raw_action_is_bounded()
    {
        var deep = Enumerable.Repeat((byte)0x91, Limits.EntryMax_Bytes - 100);
        Refused(Action(SigningScheme.L1Testnet, 0, [0x82, 0xA1, (byte)'x', .. deep]));
    }

    [Fact]
    public void Sequence_numbers_past_64_bits_are_refused()
    {
        byte[] tick = [(byte)EntryKind.Tick, 0];
        var body = new ByteWriter().VarUInt(ulong.MaxValue).VarUInt(2)
            .VarInt(0).Prefixed(tick).VarInt(0).Prefixed(tick).ToArray();
        Assert.Throws<CodecException>(() => EntryCodec.DecodeRecord(body));
        byte[] data = [0, 2, .. tick, 0, 2, .. tick];
        Assert.Throws<CodecException>(() => EntryCodec.DecodeBatchData(ulong.MaxValue, data));
        Assert.Equal(2, EntryCodec.DecodeBatchData(ulong.MaxValue - 1, data).Count);
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(2ul)]
    [InlineData(ulong.MaxValue)]
    public void A_record_must_have_as_many_entries_as_it_says(ulong count)
    {
        var body = new ByteWriter().VarUInt(1).VarUInt(count).VarInt(0).Prefixed([2, 0]).ToArray();
        Assert.Throws<CodecException>(() => EntryCodec.DecodeRecord(body));
        var empty = new ByteWriter().VarUInt(1).VarUInt(count).ToArray();
        Assert.Throws<CodecException>(() => EntryCodec.DecodeRecord(empty));
    }

    [Theory]
    [InlineData("0x80")]
    [InlineData("0x8000")]
    [InlineData("0xffffffffffffffffff02")]
    [InlineData("0xffffffffffffffffffff01")]
    [InlineData("0x80808080808080808080")]
    public void A_variable_integer_in_any_other_form_is_refused(string hex) =>
        Assert.Throws<CodecException>(() => new ByteReader(Hex.Decode(hex)).VarUInt());

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Signed_variables_reach_both_ends(long value) =>
        Assert.Equal(value, new ByteReader(new ByteWriter().VarInt(value).Written).VarInt());

    [Fact]
    public void A_length_past_the_end_or_the_limit_is_refused()
    {
        foreach (var length in new ulong[] { 4, 9, int.MaxValue, 1ul << 32, ulong.MaxValue })
        {
            var bytes = new ByteWriter().VarUInt(length).Bytes([1, 2, 3]).ToArray();
            Assert.Throws<CodecException>(() => new ByteReader(bytes).Prefixed(8));
            Assert.Throws<CodecException>(() => new ByteReader(bytes).Prefixed(int.MaxValue));
        }
    }

    [Fact]
    public void The_shape_table_and_the_order_of_an_action_agree()
    {
        // One GTC buy of 5 at 5 in market 1.
        var canonical = Action(SigningScheme.L1Testnet, 1, [1, 1, 1, 0, 5, 5]);
        var decoded = EntryCodec.DecodeCanonical(1, 1, canonical);
        var place = Assert.IsType<PlaceOrders>(((SignedAction)decoded.Entry).Command);
        var five = new WireDecimal(5, 0);
        var order = new OrderSpec(new(1), Side.Buy, five, five, false, TimeInForce.Gtc, ClientOrderId.None);
        Assert.Equal([order], place.Orders);
    }
}
