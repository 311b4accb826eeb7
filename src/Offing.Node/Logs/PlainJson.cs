using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Node.Logs;

/// <summary>
/// Writes the records of the protocol (entries, commands, events) as JSON, field by field under their own
/// names, so that a new kind needs no line here. Quantities are whole numbers in their unit; addresses,
/// hashes, bytes and client ids are hexadecimal; what is not there is left out.
/// </summary>
internal static class PlainJson
{
    private static readonly ConcurrentDictionary<Type, (string Name, PropertyInfo Property)[]> Fields = [];

    /// <summary>The name of a record or a value, as JSON has it: the first letter is small.</summary>
    public static string NameOf(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>The fields of a record into an object that was begun, but for those left out.</summary>
    public static void WriteFields(Utf8JsonWriter writer, object record, params string[] without)
    {
        foreach (var (name, property) in FieldsOf(record.GetType()))
        {
            if (!without.Contains(name) && property.GetValue(record) is { } value
                && value is not ClientOrderId { IsNone: true })
            {
                writer.WritePropertyName(name);
                Write(writer, value);
            }
        }
    }

    /// <summary>Any value of the protocol.</summary>
    public static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case byte or ushort or uint or ulong:
                writer.WriteNumberValue(Convert.ToUInt64(value, CultureInfo.InvariantCulture));
                break;
            case int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case Int128 wide:
                writer.WriteRawValue(wide.ToString(CultureInfo.InvariantCulture));
                break;
            case Ticks ticks:
                writer.WriteNumberValue(ticks.Value);
                break;
            case Lots lots:
                writer.WriteNumberValue(lots.Value);
                break;
            case MicroUsd money:
                writer.WriteNumberValue(money.Value);
                break;
            case Nano rate:
                writer.WriteNumberValue(rate.Value);
                break;
            case MarketId market:
                writer.WriteNumberValue(market.Value);
                break;
            case OrderId order:
                writer.WriteNumberValue(order.Value);
                break;
            case Time time:
                writer.WriteNumberValue(time.Milliseconds);
                break;
            case RejectCode code:
                writer.WriteStringValue(code.ToString());
                break;
            case Enum:
                writer.WriteStringValue(NameOf(value.ToString()!));
                break;
            case byte[] bytes:
                writer.WriteStringValue(Hex.Encode(bytes));
                break;
            case string or Address or Hash32 or ClientOrderId or WireDecimal:
                writer.WriteStringValue(value.ToString());
                break;
            default:
                WriteComposed(writer, value);
                break;
        }
    }

    private static void WriteComposed(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case ITuple pair and not IEnumerable:
                writer.WriteStartObject();
                for (var i = 0; i < pair.Length; i++)
                {
                    writer.WritePropertyName(NameInPair(pair[i]!));
                    Write(writer, pair[i]!);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var each in list)
                {
                    Write(writer, each);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartObject();
                WriteFields(writer, value);
                writer.WriteEndObject();
                break;
        }
    }

    // The compiler forgets the names of a pair; what they are tells them.
    private static string NameInPair(object value) => value switch
    {
        MarketId => "market",
        OrderId => "order",
        ClientOrderId => "clientId",
        OrderReference => "target",
        OrderSpec => "replacement",
        _ => NameOf(value.GetType().Name),
    };

    // What a record keeps can be set when it is made; what it computes cannot.
    private static (string Name, PropertyInfo Property)[] FieldsOf(Type type) => Fields.GetOrAdd(type, made =>
    [
        .. made.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0)
            .Select(property => (NameOf(property.Name), property)),
    ]);
}
