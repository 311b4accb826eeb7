using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Protocol.Codec;

/// <summary>
/// The entries of a log record's body as bytes, one after the other, for whoever only hashes or copies them.
/// </summary>
public ref struct EntryFrames
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly ulong _end;
    private ByteReader _reader;

    /// <summary>Before the first entry.</summary>
    /// <exception cref="CodecException">The body is not canonical.</exception>
    public EntryFrames(ReadOnlySpan<byte> body)
    {
        _body = body;
        _reader = new ByteReader(body);
        Seq = _reader.VarUInt() - 1;
        _end = Seq + _reader.VarUInt();
    }

    /// <summary>Of the entry that was read last.</summary>
    public ulong Seq { get; private set; }

    /// <summary>Likewise.</summary>
    public ulong Arrival { get; private set; }

    /// <summary>Its canonical bytes.</summary>
    public ReadOnlySpan<byte> Canonical { get; private set; }

    /// <summary>Its bytes as they stand in the data of a batch.</summary>
    public ReadOnlySpan<byte> Framed { get; private set; }

    /// <summary>Its bytes as they stand in the body: framed, and the signer of an action.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    /// <summary>Its time.</summary>
    public readonly Time Time => new(new ByteReader(Canonical[1..]).VarUInt());

    /// <summary>Reads the next entry; false behind the last.</summary>
    /// <exception cref="CodecException">The body is not canonical.</exception>
    public bool Next()
    {
        if (Seq == _end)
        {
            _reader.End();
            return false;
        }

        Seq++;
        var begin = _reader.Position;
        Arrival = unchecked(Seq + (ulong)_reader.VarInt());
        Canonical = _reader.Prefixed(Limits.EntryMax_Bytes);
        Framed = _body[begin.._reader.Position];
        if (Canonical is [(byte)EntryKind.Action, ..])
        {
            _reader.Address();
        }

        Whole = _body[begin.._reader.Position];
        return true;
    }
}
