using System.Diagnostics;
using Offing.Primitives;
using Offing.Tools;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>What a newcomer does, against one venue of ./offing up.</summary>
public sealed class JourneyTests(JourneyTests.Venue fixture) : IClassFixture<JourneyTests.Venue>
{
    private readonly RunningVenue _venue = fixture.Running;

    [Fact]
    public void The_demo_runs_through_and_every_sum_adds_up()
    {
        using var demo = HostProcess.Run(["demo", .. _venue.Ports]);
        Assert.True(demo.ExitCode == 0, demo.Output + demo.Error);
        Assert.Contains("all sums add up to the last micro-dollar", demo.Output, StringComparison.Ordinal);
        Assert.Contains("gas per trade", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Fund_deposits_on_chain_and_the_venue_credits_it()
    {
        const string account = "0x00000000000000000000000000000000000000aa";
        using var fund = HostProcess.Run(
            ["fund", "--account", account, "--usdc", "12.345678", .. _venue.Ports]);
        Assert.True(fund.ExitCode == 0, fund.Output + fund.Error);
        Assert.Contains($"{account} has an equity of 12.345678 USDC", fund.Output, StringComparison.Ordinal);

        using var told = HostProcess.Run(["risk", "explain", "--user", account, .. _venue.Ports[..2]]);
        Assert.True(told.ExitCode == 0, told.Output + told.Error);
        Assert.Contains("cross: healthy, equity 12.345678", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorded_day_of_real_orders_goes_through_the_gateway()
    {
        var record = Path.Combine(
            Repository.Root, "..", "shared", "data", "bitstamp_btcusd_2015-05-01_orders.csv.xz");
        if (!File.Exists(record))
        {
            Console.WriteLine("skipped: ../shared/data is not there");
            return;
        }

        using var demo = HostProcess.Run(["demo", "--orders", record, "--seconds", "0", .. _venue.Ports]);
        Assert.True(demo.ExitCode == 0, demo.Output + demo.Error);
        Assert.Matches("requests sent +│ [0-9]{5} ", demo.Output);
        Assert.Matches("Order: rested +│ [0-9]{5} ", demo.Output);
        Assert.Matches("trades +│ [0-9]{2,4} ", demo.Output);
    }

    [Theory]
    [InlineData("ccxt.mjs")]
    [InlineData("ccxt-orders.mjs")]
    [InlineData("nktkas.mjs")]
    [InlineData("nktkas-orders.mjs")]
    public async Task An_unmodified_client_trades(string script)
    {
        using var client = new VenueClient(_venue.Http);
        var keys = new[] { Key(script, "a"), Key(script, "b") };
        foreach (var key in keys)
        {
            await FundCommand.RunAsync(
                client, _venue.Chain, Signing.PrivateKey.Parse(key).Address, new MicroUsd(100_000_000_000),
                TextWriter.Null, default);
        }

        Node("npm", "ci", "--no-audit", "--no-fund", "--silent");
        Node("node", script, _venue.BaseUrl, keys[0], keys[1]);
    }

    private static string Key(string script, string name) =>
        Keccak.Hash(System.Text.Encoding.UTF8.GetBytes($"offing client test {script} {name}")).ToString();

    private static void Node(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.Combine(Repository.Root, "tests", "clients"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(
            process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output} {error.Result}");
    }

    public sealed class Venue : IDisposable
    {
        internal RunningVenue Running { get; } = RunningVenue.Start();

        public void Dispose() => Running.Dispose();
    }
}
