using Offing.Settlement.Deployments;
using Offing.Tools.Client;

namespace Offing.Host.Tests;

/// <summary>Who runs a venue switches and changes it, from outside and while it runs.</summary>
public sealed class OperatorTests : IDisposable
{
    private readonly RunningVenue _venue = RunningVenue.Start();

    [Fact]
    public async Task The_operator_stops_lifts_and_changes_a_running_venue()
    {
        Assert.Contains("next switch 1", _venue.Operator("status"), StringComparison.Ordinal);
        using var client = new VenueClient(_venue.Http);
        var trader = await _venue.TraderAsync(client, "alice");

        // Only shown, then done.
        var shown = _venue.Operator("stop", "--market", "BTC", "--reason", "7");
        Assert.Contains("BTC: open -> stopped for reason 7", shown, StringComparison.Ordinal);
        Assert.Contains("nothing was sent", shown, StringComparison.Ordinal);
        Assert.Contains("BTC: open, mark", _venue.Operator("status"), StringComparison.Ordinal);
        Confirmed("stop", "--market", "BTC", "--reason", "7");
        Assert.Contains("BTC: halted for reason 7", _venue.Operator("status"), StringComparison.Ordinal);
        Confirmed("lift", "--market", "BTC");
        Confirmed("stop", "--venue", "--reason", "3");
        Confirmed("lift", "--venue");
        Confirmed("stop", "--account", $"{trader.Account}", "--reason", "4");
        Assert.Contains(
            $"account {trader.Account}, reason 4", _venue.Operator("status"), StringComparison.Ordinal);
        Confirmed("lift", "--account", $"{trader.Account}");
        Assert.Contains("next switch 7", _venue.Operator("status"), StringComparison.Ordinal);

        // What tightens holds at once, all else is public first.
        var cap = _venue.Propose("open-interest", "--market", "ETH", "--cap", "1000000");
        Assert.Contains("change 1 holds", cap, StringComparison.Ordinal);
        Assert.Contains("cap 1000000 USDC", _venue.Operator("status"), StringComparison.Ordinal);
        var margin = _venue.Propose("margin", "--market", "BTC", "--leverage", "30", "--tier", "1000000:10");
        Assert.Contains("change 2 is announced for", margin, StringComparison.Ordinal);
        Assert.Contains("highest leverage: 40x -> 30x", _venue.Operator("pending"), StringComparison.Ordinal);
        Assert.Contains("change 3", _venue.Propose("delist", "--market", "OFF"), StringComparison.Ordinal);
        Assert.Contains("OFF: reduceOnly", _venue.Operator("status"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_names_what_to_do()
    {
        foreach (var (words, part) in ((string[], string)[])[
            (["stop", "--market", "XYZ", "--reason", "1"], "it has BTC"),
            (["stop", "--reason", "1"], "name one of --venue"),
            (["stop", "--venue", "--reason", "0"], "1 to 65535"),
            (["stop", "--venue", "--reason", "1", "--confirm"], "--key-file"),
            (["lift", "--key", "0x12", "--confirm", "--development"], "40 hex digits"),
            (["stop", "--account", "0x00000000000000000000000000000000000000ff", "--reason", "1", "--confirm",
                "--development"], "must have deposited"),
            (["propose", "fees", "--taker", "2"], "as 0.00045"),
            (["propose", "list", "--name", "BTC", "--decimals", "0", "--leverage", "5", "--cap", "1"],
                "has or had a market"),
            (["propose", "list", "--name", "NEW", "--decimals", "9", "--leverage", "5", "--cap", "1"],
                "0 to 6"),
            (["propose", "publisher", "--place", "7", "--remove"], "or 3 for one more"),
            (["propose", "publisher", "--remove"], "say whom"),
            (["propose", "publisher", "--key", "0x12"], "40 hex digits"),
            (["propose", "publisher"], "name one of --key")])
        {
            using var process = HostProcess.Run(["operator", .. words, "--url", _venue.BaseUrl]);
            Assert.Equal(1, process.ExitCode);
            Assert.Contains(part, process.Error, StringComparison.Ordinal);
        }

        var file = Path.Combine(Path.GetDirectoryName(_venue.Data)!, "other.key");
        File.WriteAllText(file, new string('2', 64));
        using var other = HostProcess.Run(
            "operator", "lift", "--venue", "--key-file", file, "--confirm", "--url", _venue.BaseUrl);
        Assert.Contains(
            $"operator is {DevelopmentKeys.Operator.Address}", other.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _venue.Dispose();

    private void Confirmed(params string[] words) =>
        Assert.Contains("thrown with entry", _venue.Operator([.. words, "--development", "--confirm"]),
            StringComparison.Ordinal);
}
