using System.Globalization;

namespace Offing.Protocol.Wire;

/// <summary>
/// Numbers of which every character is a digit. The parsers of the platform also take signs, spaces, and NULs
/// at the end, and so would read one number from several signed texts.
/// </summary>
internal static class Digits
{
    /// <summary>A decimal number that fits in 64 bits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        return !text.ContainsAnyExceptInRange('0', '9')
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A hexadecimal number of either case that fits in 128 bits.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> text, out UInt128 value)
    {
        value = UInt128.Zero;
        return AreHex(text) && UInt128.TryParse(
            text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Whether there is at least one character, and each is a hexadecimal digit.</summary>
    public static bool AreHex(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigit(character))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }
}
