using System.Buffers;
using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>
/// A recoverable ECDSA signature: r, s and a recovery id. One made by <see cref="TryCreate"/> has r and s
/// from 1 to the group's order - 1 and the low s; default is no signature and recovers nobody.
/// </summary>
public readonly record struct Signature
{
    /// <summary>Bytes of r, s and the recovery id, one after the other.</summary>
    public const int SizeBytes = 65;

    private const int ScalarBytes = 32;
    private const int EthereumRecoveryOffset = 27;

    // The group's order n, and (n - 1) / 2: of the two valid s of a message only the low one is accepted.
    private static readonly Scalar Order = new(
        new UInt128(0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFE),
        new UInt128(0xBAAEDCE6AF48A03B, 0xBFD25E8CD0364141));

    private static readonly Scalar HalfOrder = new(
        new UInt128(0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF),
        new UInt128(0x5D576E7357A4501D, 0xDFE92F46681B20A0));

    private readonly Scalar _r;
    private readonly Scalar _s;

    private Signature(Scalar r, Scalar s, byte recoveryId)
    {
        _r = r;
        _s = s;
        RecoveryId = recoveryId;
    }

    /// <summary>0 or 1: the parity of the point whose x is r.</summary>
    public byte RecoveryId { get; }

    /// <summary>27 or 28, as the wire and Solidity's ecrecover write the recovery id.</summary>
    public int V => RecoveryId + EthereumRecoveryOffset;

    /// <summary>r as 0x and 64 digits.</summary>
    public string R => _r.ToHex();

    /// <summary>s as 0x and 64 digits.</summary>
    public string S => _s.ToHex();

    /// <summary>From 64 bytes of r and s, big-endian, and v of 0, 1, 27 or 28.</summary>
    /// <returns>False when r or s is out of range, s is the high one, or v is another number.</returns>
    public static bool TryCreate(ReadOnlySpan<byte> rs, ulong v, out Signature signature)
    {
        signature = default;
        if (rs.Length != ScalarBytes * 2)
        {
            return false;
        }

        var r = Scalar.Read(rs);
        var s = Scalar.Read(rs[ScalarBytes..]);
        if (r.IsZero || s.IsZero || !r.IsBelow(Order) || HalfOrder.IsBelow(s)
            || v is not (0 or 1 or EthereumRecoveryOffset or EthereumRecoveryOffset + 1))
        {
            return false;
        }

        signature = new Signature(r, s, (byte)(v >= EthereumRecoveryOffset ? v - EthereumRecoveryOffset : v));
        return true;
    }

    /// <summary>From the 65 bytes that <see cref="CopyTo"/> writes; v of 27 and 28 is taken too.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Signature signature)
    {
        signature = default;
        return bytes.Length == SizeBytes && TryCreate(bytes[..^1], bytes[^1], out signature);
    }

    /// <summary>From the wire's 0x and 1 to 64 digits each (some clients strip leading zeros).</summary>
    public static bool TryParse(string? r, string? s, ulong v, out Signature signature)
    {
        Span<byte> rs = stackalloc byte[ScalarBytes * 2];
        signature = default;
        return TryReadDigits(r, rs[..ScalarBytes]) && TryReadDigits(s, rs[ScalarBytes..])
            && TryCreate(rs, v, out signature);
    }

    /// <summary>Writes r, s and the recovery id (0 or 1): 65 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        _r.CopyTo(destination);
        _s.CopyTo(destination[ScalarBytes..]);
        destination[SizeBytes - 1] = RecoveryId;
    }

    /// <summary>The 65 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[SizeBytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>r, s and v of 27 or 28, as contracts take it.</summary>
    public byte[] ToSolidity()
    {
        var bytes = ToArray();
        bytes[^1] = (byte)V;
        return bytes;
    }

    /// <summary>The 65 bytes in hexadecimal.</summary>
    public override string ToString() => Hex.Encode(ToArray());

    private static bool TryReadDigits(string? text, Span<byte> destination)
    {
        if (text is not { Length: > 2 and <= 2 + (ScalarBytes * 2) }
            || !text.StartsWith("0x", StringComparison.Ordinal))
        {
            return false;
        }

        var padded = text[2..].PadLeft(ScalarBytes * 2, '0');
        return Convert.FromHexString(padded, destination, out _, out _) == OperationStatus.Done;
    }

    private readonly record struct Scalar(UInt128 High, UInt128 Low)
    {
        public bool IsZero => High == UInt128.Zero && Low == UInt128.Zero;

        public static Scalar Read(ReadOnlySpan<byte> bytes) =>
            new(
                BinaryPrimitives.ReadUInt128BigEndian(bytes),
                BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

        public bool IsBelow(Scalar other) => High < other.High || (High == other.High && Low < other.Low);

        public void CopyTo(Span<byte> destination)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, High);
            BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
        }

        public string ToHex() => $"0x{High:x32}{Low:x32}";
    }
}
