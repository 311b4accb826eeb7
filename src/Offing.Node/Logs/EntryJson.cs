using System.Buffers;
using System.Text;
using System.Text.Json;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Node.Logs;

/// <summary>Names of the kinds of entries, as in JSON.</summary>
public static class EntryKindNames
{
    /// <summary>The name of one.</summary>
    public static string Of(EntryKind kind) => PlainJson.NameOf(kind.ToString());
}

/// <summary>Entries as lines of JSON.</summary>
internal sealed class EntryJson(Stream output) : IDisposable
{
    private const int Flush_Bytes = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _lines = new(2 * Flush_Bytes);

    /// <summary>One line.</summary>
    /// <param name="account">Whom an action was for; null when the engine did not run.</param>
    /// <param name="events">What it did; null when that was not asked for.</param>
    public void Write(
        ulong record, SequencedEntry sequenced, Address? account, IReadOnlyList<IEngineEvent>? events)
    {
        using (var writer = new Utf8JsonWriter(_lines))
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq", sequenced.Seq);
            writer.WriteNumber("arrival", sequenced.Arrival);
            writer.WriteNumber("time", sequenced.Time.Milliseconds);
            writer.WriteNumber("record", record);
            writer.WriteNumber("class", sequenced.Entry.SortClass);
            writer.WriteString("kind", EntryKindNames.Of(sequenced.Entry.Kind));
            writer.WriteNumber("bytes", EntryCodec.EncodeCanonical(sequenced).Length);
            if (sequenced.Entry is SignedAction action)
            {
                WriteAction(writer, action, account);
            }
            else
            {
                PlainJson.WriteFields(writer, sequenced.Entry);
            }

            if (events is not null)
            {
                WriteEvents(writer, events);
            }

            writer.WriteEndObject();
        }

        _lines.Write("\n"u8);
        if (_lines.WrittenCount >= Flush_Bytes)
        {
            Flush();
        }
    }

    /// <summary>Whether one of the events names the account.</summary>
    public static bool Names(IReadOnlyList<IEngineEvent> events, Address account)
    {
        if (events.Count == 0)
        {
            return false;
        }

        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            WriteEvents(writer, events);
            writer.WriteEndObject();
        }

        return text.WrittenSpan.IndexOf(Encoding.ASCII.GetBytes(account.ToString())) >= 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Flush();

    private static void WriteAction(Utf8JsonWriter writer, SignedAction action, Address? account)
    {
        writer.WriteString("signer", action.Signer.ToString());
        if (account is { } owner)
        {
            writer.WriteString("account", owner.ToString());
        }

        // The payload is not repeated: the action says what it says, and its bytes are in the log.
        PlainJson.WriteFields(writer, action, "payload", "signer", "command");
        writer.WriteNumber("payloadBytes", action.Payload.Length);
        writer.WriteString("action", ActionParser.TryParse(action.Payload, out var parsed, out _)
            ? parsed.Type
            : PlainJson.NameOf(action.Command.GetType().Name));
        writer.WritePropertyName("command");
        PlainJson.Write(writer, action.Command);
    }

    private static void WriteEvents(Utf8JsonWriter writer, IReadOnlyList<IEngineEvent> events)
    {
        writer.WriteStartArray("events");
        foreach (var happened in events)
        {
            writer.WriteStartObject();
            writer.WriteString("event", PlainJson.NameOf(happened.GetType().Name));
            PlainJson.WriteFields(writer, happened);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Flush()
    {
        output.Write(_lines.WrittenSpan);
        output.Flush();
        _lines.Clear();
    }
}
