using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Codec;

public sealed class EntryCodecPropertyTests
{
    private static readonly Arbitrary<SequencedEntry> Entries = Samples.Entries.ToArbitrary();

    [Fact]
    public void Any_entry_comes_back_byte_for_byte() =>
        Prop.ForAll(Entries, entry =>
        {
            var canonical = EntryCodec.EncodeCanonical(entry);
            var decoded = EntryCodec.DecodeCanonical(entry.Seq, entry.Arrival, canonical);
            Assert.Equal(canonical, EntryCodec.EncodeCanonical(decoded));
            Assert.Equal(Place(entry), Place(decoded));
            Same(entry.Entry, decoded.Entry, signed: false);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Any_log_record_comes_back_byte_for_byte_with_its_signers() =>
        Prop.ForAll(Samples.Entries.ArrayOf(4).ToArbitrary(), Samples.Entries.ToArbitrary(), (entries, at) =>
        {
            var first = Math.Min(at.Seq, ulong.MaxValue - 3);
            entries = [.. entries.Select((entry, i) => entry with { Seq = first + (ulong)i })];
            var record = EntryCodec.EncodeRecord(entries);
            var decoded = EntryCodec.DecodeRecord(record);
            Assert.Equal(record, EntryCodec.EncodeRecord(decoded));
            Assert.Equal(entries.Select(Place), decoded.Select(Place));
            foreach (var (entry, other) in entries.Zip(decoded))
            {
                Same(entry.Entry, other.Entry, signed: true);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Who_only_executes_a_record_reads_the_same_but_for_what_a_compact_action_was_signed_as() =>
        Prop.ForAll(Samples.Entries.ArrayOf(4).ToArbitrary(), entries =>
        {
            var record = EntryCodec.EncodeRecord([.. entries.Select(
                (entry, i) => entry with { Seq = 1 + (ulong)i })]);
            var both = EntryCodec.DecodeRecord(record).Zip(EntryCodec.DecodeCommands(record));
            foreach (var (whole, bare) in both)
            {
                Assert.Equal(Place(whole), Place(bare));
                var entry = whole.Entry;
                if (entry is SignedAction action && bare.Entry is SignedAction read)
                {
                    Assert.True(read.Payload.Length > 0
                        || action.Scheme is SigningScheme.L1Mainnet or SigningScheme.L1Testnet);
                    entry = action with
                    {
                        Payload = read.Payload.Length > 0 ? action.Payload : [], Signature = [],
                    };
                }

                Same(entry, bare.Entry, signed: true);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void The_bytes_of_the_entries_of_a_record_are_those_of_each_entry() =>
        Prop.ForAll(Samples.Entries.ArrayOf(4).ToArbitrary(), entries =>
        {
            entries = [.. entries.Select((entry, i) => entry with { Seq = 7 + (ulong)i })];
            var record = EntryCodec.EncodeRecord(entries);
            var frames = new EntryFrames(record);
            var (framed, whole) = (new ByteWriter(), new ByteWriter().VarUInt(7).VarUInt(4));
            foreach (var entry in entries)
            {
                Assert.True(frames.Next());
                Assert.Equal((entry.Seq, entry.Arrival), (frames.Seq, frames.Arrival));
                Assert.Equal(entry.Time, frames.Time);
                Assert.Equal(EntryCodec.EncodeCanonical(entry), frames.Canonical.ToArray());
                framed.Bytes(frames.Framed);
                whole.Bytes(frames.Whole);
            }

            Assert.False(frames.Next());
            Assert.Equal(EntryCodec.EncodeBatchData(entries), framed.ToArray());
            Assert.Equal(record, whole.ToArray());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void What_a_conditional_or_native_action_asks_for_is_read_from_its_signed_bytes() =>
        Prop.ForAll(Samples.Surface.ToArbitrary(), sample =>
        {
            Assert.True(ActionParser.TryParse(sample.Payload, out var action, out var error), $"{error}");
            switch (sample.Command, action.Command)
            {
                case (PlaceOrders wanted, PlaceOrders read):
                    Assert.Equal(wanted.Orders, read.Orders);
                    Assert.Equal((wanted.Grouping, wanted.IsNative), (read.Grouping, read.IsNative));
                    break;
                case (ModifyOrders wanted, ModifyOrders read):
                    Assert.Equal(wanted.Modifies, read.Modifies);
                    break;
                default:
                    Assert.Equal(sample.Command, action.Command);
                    break;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Random_bytes_throw_nothing_but_the_codecs_own_exception() =>
        Prop.ForAll<byte[], byte>((bytes, kind) =>
        {
            OnlyCanonical((byte)(kind % 8), bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(200));

    [Fact]
    public void An_entry_with_a_changed_byte_is_refused_or_is_another_canonical_entry() =>
        Prop.ForAll(Entries, ArbMap.Default.ArbFor<DoNotSize<uint>>(), (entry, where) =>
        {
            var canonical = EntryCodec.EncodeCanonical(entry);
            canonical[where.Item % (uint)canonical.Length] ^= (byte)(1 << (int)(where.Item >> 29));
            OnlyCanonical(canonical[0], canonical.AsSpan(1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    // Whatever decodes must encode to the very bytes that it came from, else two inputs share one entry.
    private static void OnlyCanonical(byte kind, ReadOnlySpan<byte> rest)
    {
        byte[] bytes = [kind, .. rest];
        try
        {
            var decoded = EntryCodec.DecodeCanonical(1, 1, bytes);
            Assert.Equal(bytes, EntryCodec.EncodeCanonical(decoded));
        }
        catch (CodecException)
        {
        }

        try
        {
            var decoded = EntryCodec.DecodeRecord(bytes);
            Assert.Equal(bytes, EntryCodec.EncodeRecord(decoded));
        }
        catch (CodecException)
        {
        }
    }

    private static (ulong Seq, ulong Arrival, Time Time) Place(SequencedEntry entry) =>
        (entry.Seq, entry.Arrival, entry.Time);

    private static void Same(Entry entry, Entry decoded, bool signed)
    {
        switch (entry, decoded)
        {
            case (SignedAction a, SignedAction b):
                Assert.Equal(a.Payload, b.Payload);
                Assert.Equal(a.Signature, b.Signature);
                Assert.Equal(signed ? a.Signer : Address.Zero, b.Signer);
                Assert.Equal((a.Scheme, a.Nonce), (b.Scheme, b.Nonce));
                Assert.Equal((a.Vault, a.ExpiresAfter_Ms), (b.Vault, b.ExpiresAfter_Ms));
                Assert.Equal(a.Command.GetType(), b.Command.GetType());
                break;
            case (QueueRequest a, QueueRequest b):
                Assert.Equal(a.Payload, b.Payload);
                Assert.Equal(a with { Payload = b.Payload }, b);
                break;
            case (Reversal a, Reversal b):
                Same(a.Request, b.Request, signed);
                Assert.Equal(a with { Request = b.Request }, b);
                break;
            case (OracleReport a, OracleReport b):
                Assert.Equal(a.Signature, b.Signature);
                Assert.Equal(a with { Signature = b.Signature }, b);
                break;
            case (OperatorSwitch a, OperatorSwitch b):
                Assert.Equal(a.Signature, b.Signature);
                Assert.Equal(a with { Signature = b.Signature }, b);
                break;
            case (OperatorStop a, OperatorStop b):
                Assert.Equal(a.Signature, b.Signature);
                Assert.Equal(a with { Signature = b.Signature }, b);
                break;
            case (VenueReport a, VenueReport b):
                Assert.Equal(a.Signature, b.Signature);
                Assert.Equal(a with { Signature = b.Signature }, b);
                break;
            default:
                Assert.Equal(entry, decoded);
                break;
        }
    }
}
