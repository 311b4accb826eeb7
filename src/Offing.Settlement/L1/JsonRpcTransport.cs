using System.Net.Http.Headers;
using System.Text.Json;
using Offing.Primitives;

namespace Offing.Settlement.L1;

/// <summary>One JSON-RPC call over HTTP at a time of its caller's; safe for several threads.</summary>
internal sealed class JsonRpcTransport : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private long _nextId;

    public JsonRpcTransport(Uri url, TimeSpan timeout)
    {
        Url = url;
        // Connections are renewed, so that a client behind a moved name is found again.
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseProxy = false,
        };
        _http = new HttpClient(handler) { Timeout = timeout };
    }

    public Uri Url { get; }

    /// <summary>The call's result, which lives as long as the caller keeps it.</summary>
    public JsonElement Send(string method, Action<Utf8JsonWriter>? parameters = null)
    {
        var body = Body(method, parameters);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Url);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = Json;
            using var response = _http.Send(request, HttpCompletionOption.ResponseContentRead);
            using var stream = response.Content.ReadAsStream();
            if (!response.IsSuccessStatusCode)
            {
                throw new L1UnavailableException(
                    Url, $"answered {method} with HTTP {(int)response.StatusCode}");
            }

            using var document = JsonDocument.Parse(stream);
            return Result(method, document.RootElement);
        }
        catch (OperationCanceledException error)
        {
            throw new L1UnavailableException(
                Url, $"did not answer {method} in {_http.Timeout.TotalSeconds:0} s", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new L1UnavailableException(Url, $"cannot be reached ({error.Message})", error);
        }
        catch (JsonException error)
        {
            throw new L1UnavailableException(
                Url, $"answered {method} with something that is not JSON", error);
        }
    }

    public void Dispose() => _http.Dispose();

    private byte[] Body(string method, Action<Utf8JsonWriter>? parameters)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteNumber("id", Interlocked.Increment(ref _nextId));
            writer.WriteString("method", method);
            writer.WriteStartArray("params");
            parameters?.Invoke(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private JsonElement Result(string method, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            throw new L1UnavailableException(Url, $"answered {method} with something that is not JSON-RPC");
        }

        if (answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            throw Refusal(method, error);
        }

        return answer.TryGetProperty("result", out var result)
            ? result.Clone()
            : throw new L1UnavailableException(Url, $"answered {method} with neither a result nor an error");
    }

    private static L1RefusedException Refusal(string method, JsonElement error)
    {
        var code = error.TryGetProperty("code", out var number) && number.TryGetInt64(out var value)
            ? value
            : 0;
        var message = error.TryGetProperty("message", out var text) ? text.ToString() : "no reason given";
        byte[] data = [];
        if (error.TryGetProperty("data", out var hex) && hex.ValueKind == JsonValueKind.String)
        {
            // Clients also put plain words here; those are no revert data.
            Hex.TryDecode(hex.GetString(), out data);
        }

        return new L1RefusedException(method, code, message, data);
    }
}
