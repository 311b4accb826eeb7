using System.Text;
using System.Text.Json;

namespace Offing.Gateway.Tests.Support;

/// <summary>A real server on a free port over a <see cref="FakeVenue"/>, and a client of it.</summary>
internal sealed class RunningVenue : IAsyncDisposable
{
    private readonly HttpClient _http;

    private RunningVenue(FakeVenue venue, VenueServer server)
    {
        (Venue, Server) = (venue, server);
        _http = new HttpClient { BaseAddress = server.BaseAddress };
    }

    public FakeVenue Venue { get; }

    public VenueServer Server { get; }

    public static async Task<RunningVenue> StartAsync(
        FakeVenue? venue = null, Func<VenueServerOptions, VenueServerOptions>? change = null)
    {
        venue ??= new FakeVenue();
        var options = new VenueServerOptions
        {
            Port = 0,
            OnDefect = defect => Assert.Fail(defect.ToString()),
        };
        var server = await VenueServer.StartAsync(venue, venue.Fold, change?.Invoke(options) ?? options);
        return new RunningVenue(venue, server);
    }

    /// <summary>Status, content type and text of the answer.</summary>
    public async Task<(int Status, string Type, string Text)> PostAsync(string path, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new("application/json");
        using var response = await _http.PostAsync(path, content);
        return (
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "",
            await response.Content.ReadAsStringAsync());
    }

    /// <summary>The JSON of an answer that must be 200 and application/json.</summary>
    public async Task<JsonElement> JsonAsync(string path, string body)
    {
        var (status, type, text) = await PostAsync(path, body);
        Assert.True(status == 200, text);
        Assert.Equal("application/json", type);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public Task<JsonElement> InfoAsync(string body) => JsonAsync("/info", body);

    public Task<JsonElement> ExchangeAsync(string body) => JsonAsync("/exchange", body);

    public async Task<JsonElement> GetAsync(string path) =>
        JsonSerializer.Deserialize<JsonElement>(await _http.GetStringAsync(path));

    public async Task<int> StatusOfAsync(HttpRequestMessage request) =>
        (int)(await _http.SendAsync(request)).StatusCode;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
