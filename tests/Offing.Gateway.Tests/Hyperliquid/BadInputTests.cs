using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Offing.Gateway.Tests.Support;

namespace Offing.Gateway.Tests.Hyperliquid;

public sealed class BadInputTests : IAsyncLifetime
{
    private RunningVenue _running = null!;

    public async Task InitializeAsync() => _running = await RunningVenue.StartAsync();

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task Every_bad_request_is_told_what_is_wrong_and_reaches_nobody()
    {
        var cases = BadInputCases.All.ToArray();
        Assert.True(cases.Length >= 60);
        Assert.Equal(cases.Length, cases.Select(c => c.Name).Distinct().Count());
        var surprises = new List<string>();
        foreach (var bad in cases)
        {
            var (status, type, text) = await _running.PostAsync(bad.Path, bad.Body());
            var isJson = status == 200 || bad.Path.StartsWith("/native", StringComparison.Ordinal);
            if (status != bad.Status || !text.Contains(bad.Says, StringComparison.Ordinal)
                || type != (isJson ? "application/json" : "text/plain") || !_running.Venue.Received.IsEmpty)
            {
                surprises.Add(
                    $"{bad.Name}: {status} {type} {text}, {_running.Venue.Received.Count} received");
            }
        }

        Assert.True(surprises.Count == 0, string.Join(Environment.NewLine, surprises));
    }

    [Fact]
    public async Task A_nonce_is_good_once()
    {
        var body = Signed.L1(Signed.Order(), FakeVenue.Alice);
        Assert.Equal("ok", (await _running.ExchangeAsync(body)).GetProperty("status").GetString());
        var again = await _running.ExchangeAsync(body);
        Assert.Equal("Invalid nonce: it was used already.", again.GetProperty("response").GetString());
        Assert.Single(_running.Venue.Received);
    }

    [Fact]
    public void A_body_with_any_byte_changed_is_refused_or_is_the_same_request()
    {
        var body = Encoding.UTF8.GetBytes(
            Signed.L1(Signed.Order(), FakeVenue.Alice, nonce: FakeVenue.Now_Ms));
        Prop.ForAll(ArbMap.Default.ArbFor<ushort>(), ArbMap.Default.ArbFor<byte>(), (place, value) =>
        {
            var changed = (byte[])body.Clone();
            changed[place % changed.Length] = value;
            var venue = new FakeVenue();
            var handler = new Gateway.Hyperliquid.Exchange.ExchangeHandler(
                venue, new Wire.MarketDirectory(venue.Fold), TimeSpan.FromSeconds(1),
                new Gateway.Hyperliquid.Exchange.Door(venue));
            var hint = new Gateway.Hyperliquid.Exchange.SignerHint();
            handler.HandleAsync(changed, hint, _ => { }).AsTask().GetAwaiter().GetResult();
            // What is taken is what was signed: no change of a byte makes another order of it.
            Assert.All(venue.Received, entry => Assert.Equal(
                FakeVenue.Alice.Address, ((Protocol.Entries.SignedAction)entry).Signer));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public async Task An_unknown_address_or_method_is_refused_plainly()
    {
        Assert.Equal(404, await _running.StatusOfAsync(new HttpRequestMessage(HttpMethod.Post, "/admin")));
        Assert.Equal(405, await _running.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, "/exchange")));
        Assert.Equal(400, await _running.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, "/ws")));
        var wide = new HttpRequestMessage(HttpMethod.Post, "/info");
        wide.Headers.Add("X-Wide", new string('x', 20_000));
        Assert.Equal(431, await _running.StatusOfAsync(wide));
    }

    [Fact]
    public async Task A_closed_gate_answers_429_before_anything_is_read()
    {
        await using var closed = await RunningVenue.StartAsync(
            change: o => o with { Gate = new ClosedGate() });
        foreach (
            var path in new[] { "/info", "/exchange", "/native/grant", "/native/oracle", "/native/settle" })
        {
            Assert.Equal(429, (await closed.PostAsync(path, "{}")).Status);
        }

        Assert.Equal(
            429, await closed.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, "/native/status")));
        Assert.Equal(429, await closed.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, "/ws")));
    }

    private sealed class ClosedGate : IRequestGate
    {
        public bool TryPass(System.Net.IPAddress? client, RequestKind kind) => false;
    }
}
