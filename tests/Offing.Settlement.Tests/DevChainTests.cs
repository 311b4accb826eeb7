using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Offing.Primitives;
using Offing.Settlement.DevChains;
using Offing.Settlement.Tests.Support;

namespace Offing.Settlement.Tests;

public sealed class DevChainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DevChainOptions _options;

    public DevChainTests() => _options = Repository.ChainOptions(_folder.Of("chain"), Repository.FreePort());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_stopped_chain_goes_on_where_it_was_and_never_back_in_time()
    {
        var rich = Address.OfSystem("rich");
        ulong height, time;
        using (var chain = DevChain.Start(_options))
        {
            chain.Rpc.SetBalance(rich, 17);
            chain.Rpc.IncreaseTime(1_000_000);
            chain.Rpc.Mine(2);
            (height, time) = (chain.Client.Head().Number, chain.Client.Head().Timestamp_S);
        }

        using var again = DevChain.Start(_options);
        Assert.Equal(height, again.Client.Head().Number);
        Assert.Equal((UInt128)17, again.Client.Balance(rich));
        again.Rpc.Mine();
        Assert.True(again.Client.Head().Timestamp_S >= time);
        Assert.False(again.Recovered);
    }

    [Fact]
    public void A_damaged_state_is_replaced_by_the_last_good_copy()
    {
        using (var chain = DevChain.Start(_options))
        {
            chain.Rpc.Mine(3);
        }

        // The second start copies what the first one left.
        Thread.Sleep(1_100);
        DevChain.Start(_options).Dispose();
        var state = Path.Combine(_options.Folder, "state.json");
        File.WriteAllBytes(state, File.ReadAllBytes(state)[..^100]);

        using var again = DevChain.Start(_options);
        Assert.True(again.Recovered);
        Assert.Equal(3UL, again.Client.Head().Number);
    }

    [Fact]
    public void A_damaged_state_without_a_copy_is_one_clear_line()
    {
        Directory.CreateDirectory(_options.Folder);
        File.WriteAllText(Path.Combine(_options.Folder, "state.json"), "{\"block\":");
        var error = Assert.Throws<DevChainException>(() => DevChain.Start(_options));
        Assert.Contains("--reset", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_port_is_one_clear_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var error = Assert.Throws<DevChainException>(() => DevChain.Start(_options with { Port = port }));
        Assert.Contains($"port {port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("--chain-port", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_binary_names_the_command_that_installs_it()
    {
        var error = Assert.Throws<DevChainException>(() => AnvilBinary.Find(_folder.Path));
        Assert.Contains("npm ci --prefix contracts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_ends_at_once_is_quoted()
    {
        var error = Assert.Throws<DevChainException>(
            () => DevChain.Start(_options with { Anvil = "/bin/false" }));
        Assert.Contains("ended at once", error.Message, StringComparison.Ordinal);
        Assert.Throws<DevChainException>(
            () => DevChain.Start(_options with { Anvil = _folder.Of("nothing") }));
    }

    [Fact]
    public void Blocks_come_by_themselves_when_an_interval_is_set()
    {
        using var chain = DevChain.Start(_options with { BlockTime_S = 1 });
        Await(() => chain.Client.Head().Number >= 2);
    }

    [Fact]
    public void The_chain_ends_with_a_parent_that_was_killed_and_keeps_its_state()
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(ChainKeeper).Assembly.Location, _options.Folder, $"{_options.Port}"])
        {
            RedirectStandardOutput = true,
        };
        using var keeper = Process.Start(start)!;
        using var child = Process.GetProcessById(int.Parse(keeper.StandardOutput.ReadLine()!));
        keeper.Kill();
        keeper.WaitForExit();
        Await(() => child.HasExited);
        using var again = DevChain.Start(_options);
        Assert.Equal(3UL, again.Client.Head().Number);
    }

    [Fact]
    public void Only_a_whole_object_is_a_whole_file()
    {
        const string Whole = "{\"a\":[1,{\"b\":\"}]\\\"{\"}],\"c\":\"\\\\\"}";
        var path = _folder.Of("file");
        for (var length = 0; length <= Whole.Length; length++)
        {
            File.WriteAllText(path, Whole[..length]);
            Assert.Equal(length == Whole.Length, JsonCompleteness.IsWhole(path));
        }

        File.WriteAllText(path, Whole + "\n");
        Assert.True(JsonCompleteness.IsWhole(path));
        File.WriteAllText(path, Whole + "x");
        Assert.False(JsonCompleteness.IsWhole(path));
    }

    private static void Await(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 600, "it did not happen in a minute");
            Thread.Sleep(100);
        }
    }
}
