using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Tests.Wire;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Codec;

public sealed class EntryCodecTests
{
    private const int SignatureBytes = 65;
    private static readonly byte[] Signature = [.. Enumerable.Range(0, SignatureBytes).Select(i => (byte)i)];
    private static readonly Address Alice = Address.OfSystem("alice");

    private static SignedAction Action(string json, ulong nonce = 1_700_000_000_123)
    {
        Assert.True(JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(json), out var bytes, out _));
        Assert.True(ActionParser.TryParse(bytes, out var action, out var error), error?.Detail);
        return new SignedAction(
            SigningScheme.L1Testnet, bytes, nonce, null, null, Signature, Alice, action.Command);
    }

    private static string Order(string price, string size, string extra = "") =>
        $$$"""{"a":0,"b":true,"p":"{{{price}}}","s":"{{{size}}}","r":false,"t":"""
        + $$$"""{"limit":{"tif":"Gtc"}}{{{extra}}}}""";

    private static SequencedEntry At(Entry entry, ulong seq = 9) =>
        new(seq, seq + 3, new Time(1_700_000_000_000), entry);

    private static IEnumerable<Entry> Samples()
    {
        yield return new Started(7);
        yield return new Tick();
        yield return new BatchCut(300);
        yield return new QueueRequest(
            4, RequestType.Deposit, Alice, Address.OfSystem("bob"), 1_700_000_000, [1, 2, 3]);
        yield return new Reversal(
            9, Keccak.Hash("before"u8),
            new QueueRequest(
                4, RequestType.Close, Alice, Address.OfSystem("bob"), 1_700_000_000, [1, 2, 3]));
        yield return new OracleReport(2, new(3), new(uint.MaxValue), new(1_699_999_999_000), 77, Signature);
        yield return new VenueReport(2, 1, new(3), new(9), new(-5), new(1_699_999_999_000), 77, Signature);
        yield return Action("""{"type":"noop"}""");
        yield return Action($$"""{"type":"order","orders":[{{Order("1", "2")}}],"grouping":"na"}""");
        yield return Action("""{"type":"cancel","cancels":[{"a":0,"o":12345}]}""") with
        {
            Vault = Address.OfSystem("vault"), ExpiresAfter_Ms = 1_700_000_009_000,
        };
        yield return Action(
            """{"type":"cancelByCloid","cancels":[{"asset":2,"cloid":"""
            + "\"0x00000000000000000000000000000001\"}]}");
    }

    [Fact]
    public void Every_kind_of_entry_comes_back_from_a_log_record()
    {
        var entries = Samples().Select((entry, i) => At(entry, (ulong)i + 5)).ToArray();
        var decoded = EntryCodec.DecodeRecord(EntryCodec.EncodeRecord(entries));
        Assert.Equal(EntryCodec.EncodeRecord(entries), EntryCodec.EncodeRecord(decoded));
        Assert.Equal(entries.Length, decoded.Count);
        for (var i = 0; i < entries.Length; i++)
        {
            Assert.Equal(entries[i].Seq, decoded[i].Seq);
            Assert.Equal(entries[i].Arrival, decoded[i].Arrival);
            Assert.Equal(entries[i].Entry.GetType(), decoded[i].Entry.GetType());
            if (entries[i].Entry is SignedAction action)
            {
                var other = (SignedAction)decoded[i].Entry;
                Assert.Equal(action.Payload, other.Payload);
                Assert.Equal((action.Signer, action.Nonce), (other.Signer, other.Nonce));
                Assert.Equal(action.Vault, other.Vault);
                Assert.Equal(action.ExpiresAfter_Ms, other.ExpiresAfter_Ms);
            }
        }
    }

    [Fact]
    public void Batch_data_carries_no_signer_and_the_same_canonical_bytes()
    {
        var entries = Samples().Select((entry, i) => At(entry, (ulong)i + 1)).ToArray();
        var decoded = EntryCodec.DecodeBatchData(1, EntryCodec.EncodeBatchData(entries));
        Assert.Equal(entries.Select(EntryCodec.EncodeCanonical), decoded.Select(EntryCodec.EncodeCanonical));
        Assert.All(decoded.Select(e => e.Entry).OfType<SignedAction>(), a => Assert.True(a.Signer.IsZero));
    }

    [Fact]
    public void A_single_order_takes_at_most_95_bytes_and_34_an_order_in_batches_of_20()
    {
        var single = $$"""{"type":"order","orders":[{{Order("30000.5", "0.12345")}}],"grouping":"na"}""";
        var batch = $$"""{"type":"order","orders":[{{string.Join(",",
            Enumerable.Repeat(Order("30000.5", "0.12345"), 20))}}],"grouping":"na"}""";
        Assert.InRange(EntryCodec.EncodeBatchData([At(Action(single))]).Length, 1, 95);
        Assert.InRange(EntryCodec.EncodeBatchData([At(Action(batch))]).Length / 20, 1, 34);
    }

    [Theory]
    [InlineData("""{"grouping":"na","orders":[ORDER],"type":"order"}""")]
    [InlineData("""{"type":"order","orders":[CLOID],"grouping":"na"}""")]
    public void An_unusual_form_is_kept_raw_so_that_the_signature_still_holds(string json)
    {
        var upper = Order("1.50", "2", ",\"c\":\"0x000000000000000000000000000000AB\"");
        var action = Action(json.Replace("ORDER", Order("1", "2")).Replace("CLOID", upper));
        var canonical = EntryCodec.EncodeCanonical(At(action));
        var decoded = (SignedAction)EntryCodec.DecodeCanonical(1, 1, canonical).Entry;
        Assert.Equal(action.Payload, decoded.Payload);
        Assert.True(canonical.Length > action.Payload.Length);
    }

    [Fact]
    public void Shared_vectors_keep_their_signed_bytes_through_the_codec()
    {
        if (SigningVectors.Load() is not { } vectors)
        {
            return;
        }

        var kept = 0;
        foreach (var vector in vectors.GetProperty("l1").EnumerateArray())
        {
            var bytes = Hex.Decode(vector.GetProperty("msgpack").GetString());
            if (ActionParser.TryParse(bytes, out var parsed, out _))
            {
                var action = new SignedAction(
                    SigningScheme.L1Mainnet, bytes, 1, null, null, Signature, Alice, parsed.Command);
                var canonical = EntryCodec.EncodeCanonical(At(action));
                var decoded = (SignedAction)EntryCodec.DecodeCanonical(9, 12, canonical).Entry;
                Assert.Equal(bytes, decoded.Payload);
                kept++;
            }
        }

        Assert.True(kept >= 18, $"only {kept} vectors are of actions that this venue takes");
    }

    [Fact]
    public void Bytes_cut_short_or_added_are_refused()
    {
        foreach (var entry in Samples())
        {
            var canonical = EntryCodec.EncodeCanonical(At(entry));
            for (var length = 0; length < canonical.Length; length++)
            {
                var cut = canonical[..length];
                Assert.Throws<CodecException>(() => EntryCodec.DecodeCanonical(9, 12, cut));
            }

            Assert.Throws<CodecException>(() => EntryCodec.DecodeCanonical(9, 12, [.. canonical, 0]));
        }
    }
}
