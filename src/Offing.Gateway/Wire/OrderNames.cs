using System.Buffers.Binary;
using System.Globalization;
using Offing.Primitives;

namespace Offing.Gateway.Wire;

/// <summary>The two names of an order, as questions write them.</summary>
internal static class OrderNames
{
    /// <summary>0x and 32 hex digits.</summary>
    public static bool TryClientId(string? text, out ClientOrderId id)
    {
        id = ClientOrderId.None;
        if (text is not { Length: 34 } || !Hex.TryDecode(text, out var bytes) || bytes.Length != 16)
        {
            return false;
        }

        id = new ClientOrderId(BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }

    /// <summary>Digits alone.</summary>
    public static bool TryId(string? text, out OrderId id)
    {
        var isNumber = ulong.TryParse(
            text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        id = new OrderId(number);
        return isNumber;
    }
}
