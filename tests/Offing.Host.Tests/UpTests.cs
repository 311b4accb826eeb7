using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Offing.Tools.Client;

namespace Offing.Host.Tests;

public sealed class UpTests
{
    [Fact]
    public void It_says_ready_once_and_leaves_nothing_behind_on_ctrl_c_and_on_sigterm()
    {
        using var venue = new RunningVenue();
        foreach (var signal in new[] { "INT", "TERM" })
        {
            var ready = venue.Up();
            Assert.Matches(
                "^ready http=http://127.0.0.1:[0-9]+/ chain=http://127.0.0.1:[0-9]+/ vault=0x[0-9a-f]{40}$",
                ready);
            venue.Process.Signal(signal);
            venue.Process.AwaitExit();
            Assert.Single(venue.Process.Output.Split('\n'), line => line.Length > 0);
            Assert.Empty(venue.Orphans());
        }
    }

    [Fact]
    public void A_taken_port_is_one_clear_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var folder = new TemporaryFolder();
        var free = HostProcess.FreePort();
        string[] data = ["--data", folder.Path];
        Refused(["--http", $"{taken}", "--chain-port", $"{free}", .. data], $"port {taken}", "--http");
        Refused(["--http", $"{free}", "--chain-port", $"{taken}", .. data], $"port {taken}", "--chain-port");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_one_clear_line() =>
        Refused(["--data", "/proc/offing"], "cannot write", "--data");

    [Fact]
    public void A_price_file_that_is_missing_or_no_candles_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "prices.csv");
        Refused(["--data", folder.Path, "--prices", file], "prices.csv");
        File.WriteAllText(file, "timestamp,open,high,low,close,volume\n1,2,3\n");
        Refused(["--data", folder.Path, "--prices", file], "line 2");
    }

    [Fact]
    public async Task A_recorded_series_moves_the_price_of_btc()
    {
        using var venue = new RunningVenue();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "prices.csv");
        File.WriteAllText(
            file, "timestamp,open,high,low,close,volume\n1,1,1,1,46656.5,1\n2,1,1,1,46656.5,1\n");
        venue.Up("--prices", file);
        using var client = new VenueClient(venue.Http);
        var mids = new JsonObject { ["type"] = "metaAndAssetCtxs" };
        string? mark = null;
        for (var waited = 0; mark != "46656.5" && waited < 200; waited++)
        {
            var reply = await client.InfoAsync(mids.DeepClone().AsObject(), default);
            mark = reply[1]![0]!["markPx"]!.GetValue<string>();
            await Task.Delay(50);
        }

        Assert.Equal("46656.5", mark);
    }

    [Fact]
    public async Task Bots_trade_when_they_are_asked_for()
    {
        using var venue = new RunningVenue();
        venue.Up("--demo");
        using var client = new VenueClient(venue.Http);
        var request = new JsonObject { ["type"] = "recentTrades", ["coin"] = "ETH" };
        var trades = 0;
        for (var waited = 0; trades == 0 && waited < 600; waited++)
        {
            trades = (await client.InfoAsync(request.DeepClone().AsObject(), default)).AsArray().Count;
            await Task.Delay(50);
        }

        Assert.NotEqual(0, trades);
    }

    [Theory]
    [InlineData("up", "--http", "0")]
    [InlineData("up", "--http", "x")]
    [InlineData("up", "--nonsense")]
    [InlineData("fund", "--account", "0x1", "--usdc", "5")]
    [InlineData("fund", "--account", "0x0000000000000000000000000000000000000001", "--usdc", "4.99")]
    [InlineData("fund", "--usdc", "5")]
    [InlineData("demo", "--orders", "no-such-file")]
    [InlineData("log")]
    [InlineData("log", "order", "--data", "/proc/offing")]
    [InlineData("fly")]
    public void A_wrong_option_changes_nothing_and_exits_with_an_error(params string[] arguments)
    {
        using var process = HostProcess.Run(arguments);
        Assert.NotEqual(0, process.ExitCode);
        Assert.NotEqual("", process.Error.Trim());
    }

    [Theory]
    [InlineData("up")]
    [InlineData("fund")]
    [InlineData("demo")]
    public void Every_command_has_help(string command)
    {
        using var process = HostProcess.Run(command, "--help");
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("--http", process.Output, StringComparison.Ordinal);
    }

    private static void Refused(string[] options, params string[] words)
    {
        using var process = HostProcess.Run(["up", .. options]);
        Assert.Equal(1, process.ExitCode);
        var line = Assert.Single(
            process.Error.Split('\n'),
            l => l.Length > 0 && !l.EndsWith("starting the chain", StringComparison.Ordinal));
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", process.Error, StringComparison.Ordinal);
    }
}
