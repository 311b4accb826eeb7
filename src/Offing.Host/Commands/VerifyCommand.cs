using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Tools.Verification;

namespace Offing.Host.Commands;

/// <summary>offing verify: a venue rebuilt from the chain alone.</summary>
internal static class VerifyCommand
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Of every command that needs the chain and the vault and nothing else.</summary>
    public static (Option<string> Rpc, Option<string> Vault, Option<ulong> FromBlock) ChainOptions()
    {
        var rpc = new Option<string>("--rpc") { Description = "Chain client.", Required = true };
        var vault = new Option<string>("--vault")
        {
            Description = "The venue's vault, 0x… (deployment.json, or vault of /native/status).",
            Required = true,
        };
        var fromBlock = new Option<ulong>("--from-block")
        {
            Description = "A block before the venue's first batch: spares looking through the chain's past.",
        };
        return (rpc, vault, fromBlock);
    }

    public static Command Create()
    {
        var (rpc, vault, fromBlock) = ChainOptions();
        var follow = new Option<bool>("--follow")
        {
            Description = "Go on with each batch that is posted, until Ctrl-C or one that does not hold.",
        };
        var command = new Command(
            "verify",
            "Rebuild a venue from the chain alone: read every batch, run the same engine, check every "
            + "signature and every root. OK, or the batch and its first difference and exit code 1.")
        {
            rpc, vault, fromBlock, follow,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(rpc)!, parsed.GetValue(vault)!, parsed.GetValue(fromBlock),
            parsed.GetValue(follow), stop));
        return command;
    }

    private static async Task<int> RunAsync(
        string rpc, string vault, ulong fromBlock, bool follow, CancellationToken stop)
    {
        var found = false;
        var code = await CommonOptions.RunAsync(async () =>
        {
            using var client = new JsonRpcClient(CommonOptions.Url("--rpc", rpc));
            var run = new ChainVerification(
                client, CommonOptions.AddressOf("--vault", vault), fromBlock, Progress());
            var finding = run.Run(stop);
            if (finding is null && follow)
            {
                Tell(run);
                finding = await run.FollowAsync(stop);
            }

            found = finding is not null;
            if (finding is null)
            {
                Tell(run);
            }
            else
            {
                Tell(finding);
            }
        });
        return found ? 1 : code;
    }

    private static void Tell(ChainVerification run)
    {
        if (run.Verifier.Last is not { } last)
        {
            Console.WriteLine("OK: the venue has posted no batch yet");
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"OK: {last.Number + 1} batches, {run.Verifier.Entries} entries, "
            + $"{run.Verifier.Signatures} signatures"));
        Console.WriteLine($"  root    {last.NewRoot}");
        Console.WriteLine($"  rules   {last.RulesHash}");
        if (run.FrozenAt_S != 0)
        {
            var since = DateTimeOffset.FromUnixTimeSeconds((long)run.FrozenAt_S);
            Console.WriteLine($"  ENDED   frozen on chain at {since:u}" + (run.CancelledFrom == 0
                ? ""
                : $"; batch {run.CancelledFrom} and all after it are cancelled"));
        }
    }

    private static void Tell(BatchFinding finding) =>
        Console.WriteLine($"batch {finding.Batch} DOES NOT HOLD: {finding.What}");

    /// <summary>Tells on standard error how far a replay is, when it takes long.</summary>
    public static Action<VerifyProgress> Progress()
    {
        var watch = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        return at =>
        {
            if (watch.Elapsed - told < Every)
            {
                return;
            }

            told = watch.Elapsed;
            var rate = at.Batches / watch.Elapsed.TotalSeconds;
            var left = at.Posted > at.Batches ? (at.Posted - at.Batches) / rate : 0;
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"offing: batch {at.Batches} of {at.Posted}, {at.Entries} entries, "
                + $"{at.Entries / watch.Elapsed.TotalSeconds:F0} a second, about {left:F0} s left"));
        };
    }
}
