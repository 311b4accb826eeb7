using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Wire;

namespace Offing.Tools.Client;

/// <summary>The venue did not answer, or not as a venue does; the message says what to do.</summary>
public sealed class VenueException(string message) : Exception(message);

/// <summary>A venue over HTTP, as any client sees it.</summary>
public sealed class VenueClient : IDisposable
{
    private const int Timeout_Seconds = 30;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient _http;

    public VenueClient(int httpPort)
        : this(new Uri($"http://127.0.0.1:{httpPort}/"))
    {
    }

    /// <param name="url">Where the venue answers; its path ends with a slash.</param>
    public VenueClient(Uri url)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 256 };
        _http = new HttpClient(handler)
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromSeconds(Timeout_Seconds),
        };
    }

    /// <summary>A call of the read surface.</summary>
    /// <exception cref="VenueException">No answer, or an error.</exception>
    public Task<JsonNode> InfoAsync(JsonObject request, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, "info", request.ToJsonString(), stop);

    /// <summary>A signed action; the wire's own reply, refusals included.</summary>
    /// <exception cref="VenueException">No answer, or not one of the wire.</exception>
    public Task<JsonNode> ExchangeAsync(string envelope, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, "exchange", envelope, stop);

    /// <summary>A call of the native surface.</summary>
    /// <exception cref="VenueException">No answer, or an error.</exception>
    public Task<JsonNode> NativeAsync(string path, string? body, CancellationToken stop) =>
        SendAsync(body is null ? HttpMethod.Get : HttpMethod.Post, $"native/{path}", body, stop);

    /// <summary>Equity in micro-USDC.</summary>
    public async Task<MicroUsd> EquityAsync(Address account, CancellationToken stop)
    {
        var state = await ClearinghouseAsync(account, stop);
        return Usd(state["marginSummary"]!["accountValue"]!);
    }

    public Task<JsonNode> ClearinghouseAsync(Address account, CancellationToken stop) =>
        InfoAsync(new JsonObject { ["type"] = "clearinghouseState", ["user"] = account.ToString() }, stop);

    /// <summary>Reads a decimal of the wire as micro-USDC.</summary>
    public static MicroUsd Usd(JsonNode value)
    {
        var text = value.GetValue<string>();
        var negative = text.StartsWith('-');
        Check.That(TryUnits(negative ? text[1..] : value, 6, out var units), value.ToJsonString());
        return new MicroUsd(negative ? -(long)units : (long)units);
    }

    /// <summary>Reads a decimal of the wire as a whole number of 10^-decimals.</summary>
    public static bool TryUnits(JsonNode value, int decimals, out ulong units)
    {
        units = 0;
        return WireDecimal.TryParse(value.GetValue<string>(), out var parsed)
            && parsed.TryScale(decimals, out units);
    }

    /// <summary>The reply's error text; null when the action was taken.</summary>
    public static string? ErrorOf(JsonNode reply) =>
        reply["status"]?.GetValue<string>() == "ok"
            ? null
            : reply["response"]?.ToString() ?? reply.ToJsonString();

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(
        HttpMethod method, string path, string? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = Json;
        }

        try
        {
            using var response = await _http.SendAsync(request, stop);
            var text = await response.Content.ReadAsStringAsync(stop);
            return response.IsSuccessStatusCode && JsonNode.Parse(text) is { } json
                ? json
                : throw new VenueException($"{path}: HTTP {(int)response.StatusCode} {text}");
        }
        catch (HttpRequestException refused)
        {
            throw new VenueException(
                $"no venue answers at {_http.BaseAddress}: start one with ./offing up, "
                + $"or name where it is with --http or --url ({refused.Message})");
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new VenueException($"{path}: no answer in {Timeout_Seconds} s");
        }
        catch (JsonException broken)
        {
            throw new VenueException($"{path}: not JSON ({broken.Message})");
        }
    }
}
