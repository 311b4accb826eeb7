using Offing.Node.Batches;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Tools.Client;
using Offing.Tools.Verification;

namespace Offing.Host.Tests;

/// <summary>
/// A run that begins behind a state to which an earlier one came says what one from batch 0 on says, and one
/// that the chain does not bear out is named and passed over.
/// </summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("offing-checkpoints-").FullName;
    private RunningVenue _venue = null!;
    private JsonRpcClient _client = null!;
    private VenueClient _http = null!;
    private Deployment _deployment = null!;
    private HeldChain _chain = null!;
    private bool _isNet;

    private string Own => Path.Combine(_folder, $"{_deployment.ChainId}-{_deployment.Vault}");

    private string[] Files => [.. Directory.GetFiles(Own, "*.snap").Order()];

    private string[] Inputs => _isNet ? ["--inputs", _venue.Inputs] : [];

    public void Dispose()
    {
        _venue?.Process.Signal("CONT");
        _http?.Dispose();
        _client?.Dispose();
        _venue?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_spares_the_replay_and_changes_no_verdict(bool isNet)
    {
        var (before, honest) = await HoldAsync(isNet);
        var (first, lie) = (before[^1].Header.Number, Lie(before, honest));
        Final();
        var plain = Verify(0, Inputs);
        Assert.Equal(plain, Verify(0, [.. Inputs, "--checkpoint", _folder]));
        Assert.Equal(plain, Begun(0, first, Inputs));
        using (var nowhere = HostProcess.Run([.. Words, .. Inputs, "--checkpoint", "/dev/null/here"]))
        {
            Assert.Contains("--checkpoint /dev/null/here: the", nowhere.Error, StringComparison.Ordinal);
        }

        Assert.Single(Files);

        // What comes after it is checked as ever.
        _chain.Post(lie);
        Assert.Equal(Verify(1, Inputs), Begun(1, first, Inputs));
        Assert.Single(Files);
        _chain.Back();
        Final();
        _chain.Post(honest);
        Assert.Equal(Verify(0, Inputs), Begun(0, first, Inputs));
        Assert.Equal(2, Files.Length);

        // A state that is not final yet may be taken back: the one before is used, and stays.
        Begun(0, first, Inputs, $"batch {honest.Header.Number} is not final yet");
        Final();
        Begun(0, honest.Header.Number, Inputs);

        // A reorg took its batch back.
        _chain.Back();
        Final();
        Begun(0, first, Inputs, $"the chain does not show its batch {honest.Header.Number}");
        Watched(first, lie);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_torn_flipped_or_of_another_venue_is_named_and_passed_over(bool isNet)
    {
        var (before, _) = await HoldAsync(isNet);
        Final();
        var plain = Verify(0, Inputs);
        Verify(0, [.. Inputs, "--checkpoint", _folder]);
        var file = Files.Single();
        var whole = File.ReadAllBytes(file);
        var random = new Random(1);
        for (var i = 0; i < 40; i++)
        {
            var spoiled = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 2 == 1)
            {
                spoiled[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(file, spoiled);
            Assert.Contains("is not used: ", Refused(before, i), StringComparison.Ordinal);
        }

        // A real run says so, comes to the same, and puts a whole one in its place.
        Assert.Equal(plain, Verify(
            0, [.. Inputs, "--checkpoint", _folder], $"checkpoint {Path.GetFileName(file)} is not used: "));
        Assert.Equal(plain, Begun(0, before[^1].Header.Number, Inputs));

        var other = Path.Combine(_folder, $"{_deployment.ChainId}-{_deployment.Usdc}");
        Directory.Move(Own, other);
        Assert.Contains("of another vault", Refused(before, 0, _deployment.Usdc), StringComparison.Ordinal);
        if (isNet)
        {
            // From leaves alone no machine can be made; who checks only leaves may begin with a state.
            Assert.StartsWith("LEAVES HOLD", Verify(0, ["--checkpoint", _folder]), StringComparison.Ordinal);
            Verify(0, [.. Inputs, "--checkpoint", _folder], "it was made of net data alone, without inputs");
            Assert.Equal(Verify(0, []), Begun(0, before[^1].Header.Number, []));
        }
    }

    // A watcher that was started again refuses the lie that comes then.
    private void Watched(ulong first, Batch lie)
    {
        var watchers = new[] { 0, 1 }.Select(watcher => HostProcess.Start([.. Words,
            .. Inputs, "--checkpoint", _folder, "--watch", $"development-{watcher + 1}"])).ToList();
        try
        {
            watchers.ForEach(watcher => watcher.AwaitError($"offing: beginning behind batch {first}: "));
            watchers.ForEach(watcher => watcher.AwaitLine("OK: "));
            _chain.Post(lie);
            watchers.ForEach(watcher => watcher.AwaitExit());
            Assert.All(watchers, watcher => Assert.Contains(
                "ARE CANCELLED", watcher.Output, StringComparison.Ordinal));
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    private string[] Words => ["verify", "--rpc", Rpc, "--vault", $"{_deployment.Vault}"];

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    private async Task<(List<Batch> Before, Batch Honest)> HoldAsync(bool isNet)
    {
        _isNet = isNet;
        _venue = isNet
            ? RunningVenue.StartNet("--batch-seconds", "15")
            : RunningVenue.Start("--batch-seconds", "15");
        (_client, _http) = (new JsonRpcClient(new Uri(Rpc)), new VenueClient(_venue.Http));
        _deployment = Deployment.TryLoad(_venue.Data)!;
        _chain = new HeldChain(_client, _deployment);
        var trader = await _venue.TraderAsync(_http, "trader");
        var (before, honest) = await _chain.HoldAsync(
            _venue, _http, () => trader.WithdrawAsync(new MicroUsd(9_000_000), _deployment.ChainId, default),
            batch => batch.Header.WithdrawalsRoot != Hash32.Zero && batch.Header.Number > 1);
        _chain.Back();
        return (before, honest);
    }

    private Batch Lie(IReadOnlyList<Batch> before, Batch honest) => _isNet
        ? NetLies.Invented(_deployment, before, honest, new InputsHolder(_venue.Inputs))
        : honest with { Header = honest.Header with { NewRoot = Keccak.Hash("an altered root"u8) } };

    // All that is there.
    private void Final()
    {
        _chain.Rpc.SetNextBlockTimestamp(_client.Head().Timestamp_S + 10);
        _chain.Rpc.Mine();
    }

    // What a run says, but for where it began, and the signatures, which are counted from there.
    private string Verify(int code, IEnumerable<string> options, params string[] said)
    {
        using var verify = HostProcess.Run([.. Words, .. options]);
        Assert.True(verify.ExitCode == code, verify.Output + verify.Error);
        Assert.All(said, line => Assert.Contains(line, verify.Error, StringComparison.Ordinal));
        return string.Join('\n', verify.Output.Split('\n').Where(line => !IsBeginning(line)).Select(line =>
            line.StartsWith("OK: ", StringComparison.Ordinal) ? line[..line.LastIndexOf(',')] : line));
    }

    private static bool IsBeginning(string line) => line.StartsWith("  from ", StringComparison.Ordinal);

    private string Begun(int code, ulong behind, string[] options, params string[] said) => Verify(
        code, [.. options, "--checkpoint", _folder],
        [$"offing: beginning behind batch {behind}: {Own}", .. said]);

    // What is said of the newest one, without a process for each.
    private string Refused(IReadOnlyList<Batch> before, int seed, Address? vault = null)
    {
        var verifier = new BatchVerifier(
            _deployment.ChainId, _deployment.Vault,
            _isNet ? new InputsHolder(_venue.Inputs).InputsOf : null);
        Assert.Null(verifier.Take(before[0]));
        var said = "";
        var checkpoints = new Checkpoints(
            _folder, _deployment.ChainId, vault ?? _deployment.Vault, _chain.Settlement,
            line => said += line);
        Assert.False(checkpoints.TryLoad(verifier), $"spoiled in way {seed}");

        // Nothing of it is left in the verifier.
        Assert.Equal(0UL, verifier.Last!.Number);
        Assert.Null(verifier.Take(before[1]));
        return said;
    }
}
