using System.Text.Json;
using Offing.Gateway.Wire;

namespace Offing.Gateway.Streams;

/// <summary>What the server says on a WebSocket beside the channels' own data.</summary>
internal static class SocketMessages
{
    public static byte[] Pong() => WireJson.Bytes(new { channel = "pong" });

    public static byte[] Error(string text) => WireJson.Bytes(new { channel = "error", data = text });

    /// <summary>Echoes the subscription letter for letter: clients match it with what they sent.</summary>
    public static byte[] Acknowledge(string method, JsonElement subscription) =>
        WireJson.Bytes(new { channel = "subscriptionResponse", data = new { method, subscription } });

    /// <summary>The answer to a post, which carries the answer of the HTTP surface.</summary>
    /// <param name="kind">info, action or native.</param>
    /// <param name="infoType">The type of an info request; null for an action.</param>
    public static byte[] Post(ulong id, string kind, string? infoType, WireReply reply) =>
        WireJson.Written((id, kind, infoType, reply), static (json, post) =>
        {
            json.WriteStartObject();
            json.WriteString("channel", "post");
            json.WriteStartObject("data");
            json.WriteNumber("id", post.id);
            json.WriteStartObject("response");
            if (!post.reply.IsJson)
            {
                json.WriteString("type", "error");
                json.WriteString("payload", post.reply.Text);
            }
            else
            {
                json.WriteString("type", post.kind);
                WritePayload(json, post.infoType, post.reply.Body);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static void WritePayload(Utf8JsonWriter json, string? infoType, byte[] body)
    {
        json.WritePropertyName("payload");
        if (infoType is null)
        {
            json.WriteRawValue(body, skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", infoType);
        json.WritePropertyName("data");
        json.WriteRawValue(body, skipInputValidation: true);
        json.WriteEndObject();
    }
}
