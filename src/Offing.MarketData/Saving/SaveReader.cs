using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.MarketData.Saving;

/// <summary>
/// Reads what <see cref="SaveWriting"/> writes; every defect is a <see cref="CodecException"/>.
/// </summary>
internal ref struct SaveReader(ReadOnlySpan<byte> piece)
{
    private const int TextMost_Bytes = 1_024;

    private ByteReader _reader = new(piece);

    public ulong Number() => _reader.VarUInt();

    public int Count()
    {
        var count = _reader.VarUInt();
        return count <= (ulong)_reader.Remaining
            ? (int)count
            : throw new CodecException($"{count} items in {_reader.Remaining} bytes");
    }

    public bool Flag() => _reader.Bool();

    public T Enum<T>()
        where T : struct, Enum => (T)System.Enum.ToObject(typeof(T), _reader.VarUInt());

    public byte Byte() => _reader.U8();

    public ushort Code() => _reader.U16();

    public long Signed() => _reader.VarInt();

    public Int128 Wide() => _reader.I128();

    public Address Address() => _reader.Address();

    public string Text() => Encoding.UTF8.GetString(_reader.Prefixed(TextMost_Bytes));

    public Time Time() => new(_reader.VarUInt());

    public Ticks Ticks() => new(checked((uint)_reader.VarUInt()));

    public Lots Lots() => new(_reader.VarInt());

    public MicroUsd Money() => new(_reader.VarInt());

    public Nano Rate() => new(_reader.VarInt());

    public MarketId Market() => new(checked((uint)_reader.VarUInt()));

    public OrderId Order() => new(_reader.VarUInt());

    public ulong? NumberOrNone() => _reader.Bool() ? _reader.VarUInt() : null;

    public Ticks? TicksOrNone() => NumberOrNone() is { } price ? new Ticks(checked((uint)price)) : null;

    public ClientOrderId ClientId() =>
        _reader.Bool() ? new ClientOrderId(_reader.U128()) : ClientOrderId.None;

    public readonly void End() => _reader.End();
}
