using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Protocol.Codec;

/// <summary>Entries, log records and batch data in the canonical bytes of spec/entries.md.</summary>
public static class EntryCodec
{
    private const int SignatureBytes = 65;
    private const byte VaultFlag = 4;
    private const byte ExpiresFlag = 8;
    private const int ShapeShift = 4;

    /// <summary>
    /// kind ‖ time ‖ body: what the input leaf commits to. The signer of an action is not part of it.
    /// </summary>
    public static byte[] EncodeCanonical(SequencedEntry sequenced)
    {
        var writer = new ByteWriter(192);
        WriteCanonical(writer, sequenced);
        return writer.ToArray();
    }

    /// <summary>
    /// Reads a canonical entry; the signer of an action is the zero address until it is recovered.
    /// </summary>
    /// <exception cref="CodecException">The bytes are not canonical.</exception>
    public static SequencedEntry DecodeCanonical(ulong seq, ulong arrival, ReadOnlySpan<byte> canonical) =>
        DecodeCanonical(seq, arrival, canonical, Address.Zero, withPayloads: true);

    private static SequencedEntry DecodeCanonical(
        ulong seq, ulong arrival, ReadOnlySpan<byte> canonical, Address signer, bool withPayloads)
    {
        var reader = new ByteReader(canonical);
        var kind = (EntryKind)reader.U8();
        var time = new Time(reader.VarUInt());
        Entry entry = kind switch
        {
            EntryKind.Started => new Started(reader.VarUInt()),
            EntryKind.Tick => new Tick(),
            EntryKind.BatchCut => new BatchCut(reader.VarUInt()),
            EntryKind.Request => ReadRequest(ref reader),
            EntryKind.Oracle => ReadReport(ref reader, time),
            EntryKind.Action => ReadAction(ref reader, time, signer, withPayloads),
            EntryKind.Venue => ReadVenue(ref reader, time),
            EntryKind.Operator => ReadSwitch(ref reader),
            EntryKind.Stop => ReadStop(ref reader),
            EntryKind.Reversal => new Reversal(
                reader.VarUInt(), reader.Hash(), ReadRequest(ref reader)),
            _ => throw new CodecException($"unknown kind of entry {(byte)kind}"),
        };
        reader.End();
        return new SequencedEntry(seq, arrival, time, entry);
    }

    /// <summary>One micro-batch as the body of a log record: signers stand beside their entries.</summary>
    public static byte[] EncodeRecord(IReadOnlyList<SequencedEntry> entries)
    {
        Check.That(entries.Count > 0);
        var writer = new ByteWriter(entries.Count * 192);
        writer.VarUInt(entries[0].Seq).VarUInt((ulong)entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            Check.That(entries[i].Seq == entries[0].Seq + (ulong)i);
            WriteFramed(writer, entries[i]);
            if (entries[i].Entry is SignedAction action)
            {
                writer.Address(action.Signer);
            }
        }

        return writer.ToArray();
    }

    /// <summary>Reads <see cref="EncodeRecord"/>.</summary>
    /// <exception cref="CodecException">The body is not canonical.</exception>
    public static IReadOnlyList<SequencedEntry> DecodeRecord(ReadOnlySpan<byte> body) =>
        DecodeRecord(body, withPayloads: true);

    /// <summary>
    /// Reads <see cref="EncodeRecord"/> for whoever only executes it: the signature of an action is left out,
    /// and the signed bytes of one that stands there in a compact form, since its command says the same.
    /// </summary>
    /// <exception cref="CodecException">The body is not canonical.</exception>
    public static IReadOnlyList<SequencedEntry> DecodeCommands(ReadOnlySpan<byte> body) =>
        DecodeRecord(body, withPayloads: false);

    private static List<SequencedEntry> DecodeRecord(ReadOnlySpan<byte> body, bool withPayloads)
    {
        var reader = new ByteReader(body);
        var seq = reader.VarUInt();
        var count = reader.VarUInt();
        if (count == 0)
        {
            throw new CodecException("a record without entries");
        }

        var entries = new List<SequencedEntry>((int)Math.Min(count, (ulong)body.Length));
        for (ulong i = 0; i < count; i++)
        {
            var (place, arrival) = PlaceOf(ref reader, seq, i);
            var canonical = reader.Prefixed(Limits.EntryMax_Bytes);
            var signer = canonical is [(byte)EntryKind.Action, ..] ? reader.Address() : Address.Zero;
            entries.Add(DecodeCanonical(place, arrival, canonical, signer, withPayloads));
        }

        reader.End();
        return entries;
    }

    /// <summary>
    /// A range of entries as the data of a settlement batch: no signers, they are recovered.
    /// </summary>
    public static byte[] EncodeBatchData(IEnumerable<SequencedEntry> entries)
    {
        var writer = new ByteWriter(64 * 1024);
        foreach (var entry in entries)
        {
            WriteFramed(writer, entry);
        }

        return writer.ToArray();
    }

    /// <summary>Reads <see cref="EncodeBatchData"/>; signers are zero until they are recovered.</summary>
    /// <exception cref="CodecException">The data is not canonical.</exception>
    public static IReadOnlyList<SequencedEntry> DecodeBatchData(ulong firstSeq, ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(data);
        var entries = new List<SequencedEntry>();
        while (reader.Remaining > 0)
        {
            entries.Add(ReadFramed(ref reader, firstSeq, (ulong)entries.Count));
        }

        return entries;
    }

    private static void WriteFramed(ByteWriter writer, SequencedEntry entry)
    {
        writer.VarInt(unchecked((long)(entry.Arrival - entry.Seq))).Prefixed(EncodeCanonical(entry));
    }

    private static SequencedEntry ReadFramed(ref ByteReader reader, ulong firstSeq, ulong index)
    {
        var (seq, arrival) = PlaceOf(ref reader, firstSeq, index);
        return DecodeCanonical(seq, arrival, reader.Prefixed(Limits.EntryMax_Bytes));
    }

    private static (ulong Seq, ulong Arrival) PlaceOf(ref ByteReader reader, ulong firstSeq, ulong index)
    {
        if (index > ulong.MaxValue - firstSeq)
        {
            throw new CodecException("a sequence number over 64 bits");
        }

        var seq = firstSeq + index;
        return (seq, unchecked(seq + (ulong)reader.VarInt()));
    }

    private static void WriteCanonical(ByteWriter writer, SequencedEntry sequenced)
    {
        var time = sequenced.Time.Milliseconds;
        writer.U8((byte)sequenced.Entry.Kind).VarUInt(time);
        switch (sequenced.Entry)
        {
            case Started started:
                writer.VarUInt(started.Epoch);
                break;
            case BatchCut cut:
                writer.VarUInt(cut.Number);
                break;
            case QueueRequest request:
                WriteRequest(writer, request);
                break;
            case Reversal reversal:
                WriteRequest(writer.VarUInt(reversal.Batch).Hash(reversal.Previous), reversal.Request);
                break;
            case OracleReport report:
                writer.U8(report.Publisher).VarUInt(report.Market.Value).VarUInt(report.Price.Value)
                    .VarInt(Offset(report.PublisherTime.Milliseconds, time)).VarUInt(report.Sequence)
                    .Bytes(report.Signature);
                break;
            case OperatorSwitch thrown:
                writer.VarUInt(thrown.Market.Value).VarUInt(thrown.Reason).VarUInt(thrown.Sequence)
                    .Bytes(thrown.Signature);
                break;
            case OperatorStop thrown:
                writer.Address(thrown.Target).VarUInt(thrown.Reason).VarUInt(thrown.Sequence)
                    .Bytes(thrown.Signature);
                break;
            case VenueReport report:
                writer.U8(report.Publisher).U8(report.Venue).VarUInt(report.Market.Value)
                    .VarUInt(report.Mid.Value).VarInt(report.Premium.Value)
                    .VarInt(Offset(report.PublisherTime.Milliseconds, time)).VarUInt(report.Sequence)
                    .Bytes(report.Signature);
                break;
            case SignedAction action:
                WriteAction(writer, action, time);
                break;
            default:
                Check.That(sequenced.Entry is Tick);
                break;
        }
    }

    private static void WriteRequest(ByteWriter writer, QueueRequest request) =>
        writer.VarUInt(request.Index).U8((byte)request.Type).Address(request.Account)
            .Address(request.Sender).VarUInt(request.L1Time).Prefixed(request.Payload);

    private static void WriteAction(ByteWriter writer, SignedAction action, ulong time)
    {
        Check.That(action.Signature.Length == SignatureBytes);
        var shape = MayBeCompact(action.Scheme)
            ? ActionPayload.ShapeOf(action.Command, action.Payload)
            : ActionPayload.Raw;
        writer.U8((byte)((byte)action.Scheme | (action.Vault is null ? 0 : VaultFlag)
            | (action.ExpiresAfter_Ms is null ? 0 : ExpiresFlag) | (shape << ShapeShift)));
        writer.VarInt(Offset(action.Nonce, time));
        if (action.Vault is { } vault)
        {
            writer.Address(vault);
        }

        if (action.ExpiresAfter_Ms is { } expires)
        {
            writer.VarInt(Offset(expires, time));
        }

        writer.Bytes(action.Signature);
        ActionPayload.Write(writer, shape, action.Command, action.Payload);
    }

    private static bool MayBeCompact(SigningScheme scheme) =>
        scheme is SigningScheme.L1Mainnet or SigningScheme.L1Testnet;

    private static SignedAction ReadAction(
        ref ByteReader reader, Time time, Address signer, bool withPayload)
    {
        var head = reader.U8();
        var scheme = (SigningScheme)(head & 3);
        var nonce = Absolute(reader.VarInt(), time);
        Address? vault = (head & VaultFlag) != 0 ? reader.Address() : null;
        ulong? expires = (head & ExpiresFlag) != 0 ? Absolute(reader.VarInt(), time) : null;
        var signature = reader.Bytes(SignatureBytes);
        var shape = (byte)(head >> ShapeShift);
        var (payload, command) = ActionPayload.Read(ref reader, shape, withPayload);

        // The writer has one choice of shape for an action, so the reader takes no other. A compact form is
        // what it rebuilds by construction; only of a raw one it must be seen that it had no other.
        var isDue = shape == ActionPayload.Raw
            ? !MayBeCompact(scheme) || ActionPayload.ShapeOf(command, payload) == ActionPayload.Raw
            : MayBeCompact(scheme);
        if (!isDue)
        {
            throw new CodecException($"shape {shape} is not the one for its action");
        }

        return new SignedAction(
            scheme, payload, nonce, vault, expires,
            withPayload ? signature.ToArray() : [], signer, command);
    }

    private static QueueRequest ReadRequest(ref ByteReader reader) => new(
        reader.VarUInt(), (RequestType)reader.U8(), reader.Address(), reader.Address(), reader.VarUInt(),
        reader.Prefixed(Limits.EntryMax_Bytes).ToArray());

    private static OracleReport ReadReport(ref ByteReader reader, Time time)
    {
        var publisher = reader.U8();
        var (market, price) = (Word(ref reader), Word(ref reader));
        var reported = Absolute(reader.VarInt(), time);
        return new OracleReport(
            publisher, new MarketId(market), new Ticks(price), new Time(reported),
            reader.VarUInt(), reader.Bytes(SignatureBytes).ToArray());
    }

    private static OperatorSwitch ReadSwitch(ref ByteReader reader)
    {
        var (market, reason) = (reader.VarUInt(), reader.VarUInt());
        if (market > uint.MaxValue || reason > ushort.MaxValue)
        {
            throw new CodecException("a market over 32 bits or a reason over 16");
        }

        return new OperatorSwitch(
            new MarketId((uint)market), (ushort)reason, reader.VarUInt(),
            reader.Bytes(SignatureBytes).ToArray());
    }

    private static OperatorStop ReadStop(ref ByteReader reader)
    {
        var (target, reason) = (reader.Address(), reader.VarUInt());
        if (reason > ushort.MaxValue)
        {
            throw new CodecException("a reason over 16 bits");
        }

        return new OperatorStop(
            target, (ushort)reason, reader.VarUInt(), reader.Bytes(SignatureBytes).ToArray());
    }

    private static VenueReport ReadVenue(ref ByteReader reader, Time time)
    {
        var (publisher, venue) = (reader.U8(), reader.U8());
        var (market, mid) = (Word(ref reader), Word(ref reader));
        var premium = new Nano(reader.VarInt());
        var reported = Absolute(reader.VarInt(), time);
        return new VenueReport(
            publisher, venue, new MarketId(market), new Ticks(mid), premium, new Time(reported),
            reader.VarUInt(), reader.Bytes(SignatureBytes).ToArray());
    }

    private static uint Word(ref ByteReader reader)
    {
        var value = reader.VarUInt();
        return value <= uint.MaxValue
            ? (uint)value
            : throw new CodecException("a market or price over 32 bits");
    }

    // Differences wrap in 64 bits, so every value has an offset and every offset a value.
    private static long Offset(ulong value, ulong time) => unchecked((long)(value - time));

    private static ulong Absolute(long offset, Time time) => unchecked(time.Milliseconds + (ulong)offset);
}
