using System.Text;
using System.Text.Json;
using Offing.Protocol;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Wire;

/// <summary>An answer of the HTTP surface, which a WebSocket post carries inside.</summary>
internal sealed record WireReply(int Status, string ContentType, byte[] Body)
{
    private const string DeserializeText = "Failed to deserialize the JSON body into the target type";

    public bool IsJson => ContentType == "application/json";

    public string Text => Encoding.UTF8.GetString(Body);

    public static WireReply Json(object? value, int status = 200) =>
        new(status, "application/json", WireJson.Bytes(value));

    /// <inheritdoc cref="WireJson.Written"/>
    public static WireReply Written<T>(T of, Action<Utf8JsonWriter, T> write) =>
        new(200, "application/json", WireJson.Written(of, write));

    public static WireReply Plain(int status, string text) =>
        new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    /// <summary>The body is not the request that it should be.</summary>
    public static WireReply Unprocessable(string? detail = null) =>
        Plain(422, detail is null ? DeserializeText : $"{DeserializeText}: {detail}");

    /// <summary>A refusal in the form of the compatible wire.</summary>
    public static WireReply Error(RejectCode code, string detail) =>
        Json(new { status = "err", response = RejectText.For(code, detail) });
}
