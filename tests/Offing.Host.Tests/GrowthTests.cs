using Offing.Tools;
using Offing.Tools.Client;
using Offing.Tools.Operator;

namespace Offing.Host.Tests;

/// <summary>A venue that gets a market and another publisher while it runs.</summary>
public sealed class GrowthTests : IDisposable
{
    private readonly string _genesis = Path.GetTempFileName();
    private readonly RunningVenue _venue;

    public GrowthTests()
    {
        var development = File.ReadAllText(Repository.DevelopmentGenesis);
        const string delay = "\"parameterDelay\": ";
        Assert.Contains($"{delay}120", development, StringComparison.Ordinal);
        File.WriteAllText(
            _genesis, development.Replace($"{delay}120", $"{delay}15", StringComparison.Ordinal));
        _venue = RunningVenue.Start("--genesis", _genesis);
    }

    [Fact]
    public async Task Its_publishers_report_a_listed_market_and_follow_changed_keys()
    {
        string[] listing = ["list", "--name", "DOGE", "--decimals", "0", "--leverage", "10", "--cap", "5000"];
        Assert.Contains(
            "cap: none -> 5000 USDC", _venue.Operator(["propose", .. listing]), StringComparison.Ordinal);
        Assert.Contains("change 1 is announced for", _venue.Propose(listing), StringComparison.Ordinal);
        // Then two of three that are there must agree: without the new one it would be only one.
        Assert.Contains(
            "change 2", _venue.Propose("publisher", "--development-key", "4"), StringComparison.Ordinal);
        Assert.Contains(
            "change 3", _venue.Propose("publisher", "--place", "0", "--remove"), StringComparison.Ordinal);
        Assert.Contains(
            "change 4",
            _venue.Propose("publisher", "--place", "1", "--key", $"0x{new string('7', 40)}", "--quorum", "2"),
            StringComparison.Ordinal);
        var pending = _venue.Operator("pending");
        foreach (var line in new[] { "listing of DOGE:", "publisher 3:", "publisher 0:", " -> none" })
        {
            Assert.Contains(line, pending, StringComparison.Ordinal);
        }

        using var client = new VenueClient(_venue.Http);
        await UntilAsync(client, now => now.Pending.Any() is false && now.Publishers.Count == 4);
        await UntilAsync(client, now => now.Market("DOGE")["mark"]!.GetValue<uint>() > 0);
        var status = _venue.Operator("status");
        Assert.Contains("DOGE: open, mark 0.1", status, StringComparison.Ordinal);
        Assert.Contains("2 must agree of 0 none, 1 0x7777", status, StringComparison.Ordinal);
        var meta = await client.InfoAsync(new() { ["type"] = "meta" }, default);
        Assert.Contains("\"name\":\"DOGE\"", meta.ToJsonString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _venue.Dispose();
        File.Delete(_genesis);
    }

    private static async Task UntilAsync(VenueClient client, Func<VenueNow, bool> isSo)
    {
        for (var poll = 0; !isSo(await VenueNow.AskAsync(client, default)); poll++)
        {
            Assert.True(poll < 600, "it did not come in a minute");
            await Task.Delay(100);
        }
    }
}
