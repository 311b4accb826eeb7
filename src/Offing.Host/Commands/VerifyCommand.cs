using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Offing.Protocol.Batches;
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

    /// <summary>Who has the inputs of a venue that posts net data.</summary>
    public static Option<string?> InputsOption() => new("--inputs")
    {
        Description = "Of a venue that posts net data: who has the inputs of its batches, a folder or a web "
            + "address with a file N.bin for each, as the inputs folder of the venue's data.",
    };

    /// <summary>Null when nobody is named.</summary>
    public static IInputsHolder? Holder(string? place) => place is null ? null : new InputsHolder(place);

    public static Command Create()
    {
        var (rpc, vault, fromBlock) = ChainOptions();
        var inputs = InputsOption();
        var follow = new Option<bool>("--follow")
        {
            Description = "Go on with each batch that is posted, until Ctrl-C or one that does not hold.",
        };
        var watch = new Option<string?>("--watch")
        {
            Description = "Follow as one of the venue's watchers, and refuse on chain a batch that does not "
                + "hold: a file with the watcher's key, 64 hex digits, or these; without a value "
                + $"{WatcherKey.Variable}; development-1 to -3 on a development venue. It pays a little gas.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "KEY",
        };
        var freeze = new Option<bool>("--freeze")
        {
            Description = "With --watch: also end the venue on chain when its operator is silent for too "
                + "long, or lets a request wait past its deadline.",
        };
        var command = new Command(
            "verify",
            "Rebuild a venue from the chain alone: read every batch, run the same engine, check every "
            + "signature and every root. OK, or the batch and its first difference and exit code 1.")
        {
            rpc, vault, fromBlock, follow, watch, freeze, inputs,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(freeze) && result.GetResult(watch) is null)
            {
                result.AddError("--freeze sends transactions: give the key that pays for them with --watch");
            }
        });
        command.SetAction(async (parsed, stop) =>
        {
            var found = false;
            var code = await CommonOptions.RunAsync(async () =>
            {
                using var client = new JsonRpcClient(CommonOptions.Url("--rpc", parsed.GetValue(rpc)!));
                var run = new ChainVerification(
                    client, CommonOptions.AddressOf("--vault", parsed.GetValue(vault)!),
                    parsed.GetValue(fromBlock), Progress(), Holder(parsed.GetValue(inputs)));
                if (parsed.GetResult(watch) is null)
                {
                    found = await HasFoundAsync(run, parsed.GetValue(follow), null, null, stop);
                    return;
                }

                var key = WatcherKey.Read(parsed.GetValue(watch));
                run.WithheldMost = TimeSpan.FromSeconds(run.Settlement.FinalityWindow_S() / 2.0);
                var freezer = parsed.GetValue(freeze) ? new Freezer(client, run.Deployment, key, Say) : null;
                found = await HasFoundAsync(
                    run, true, new Watchman(client, run.Deployment, key, Say), freezer, stop);
            });
            return found ? 1 : code;
        });
        return command;
    }

    private static async Task<bool> HasFoundAsync(
        ChainVerification run, bool follows, Watchman? watchman, Freezer? freezer, CancellationToken stop)
    {
        var finding = run.Run(stop);
        var told = 0UL;
        RequireInputs();
        void RequireInputs()
        {
            if (watchman is not null && run.Verifier.IsOfLeaves)
            {
                throw new FormatException(
                    "--watch: the venue posts net data, and whoever lacks its inputs cannot tell a lie: "
                    + "name a holder with --inputs");
            }
        }

        void Between(BatchHeader? last)
        {
            RequireInputs();
            if (last is not null && last.Number > told)
            {
                Console.WriteLine(
                    $"batch {last.Number} holds, entries up to {last.LastSeq}, root {last.NewRoot}");
                told = last.Number;
            }

            freezer?.Tick();
        }

        if (finding is null && follows)
        {
            Tell(run);
            told = run.Verifier.Last?.Number ?? 0;
            finding = await run.FollowAsync(Say, Between, stop);
        }

        while (true)
        {
            if (finding is null)
            {
                Tell(run);
                return false;
            }

            Console.WriteLine($"batch {finding.Batch} DOES NOT HOLD: {finding.What}");
            if (watchman is null || finding.Refused is null)
            {
                return true;
            }

            if (await watchman.RefuseAsync(finding, stop) is var end && end != RefusalEnd.TakenBack)
            {
                Console.WriteLine(Of(end, finding.Refused));
                return true;
            }

            Say($"the chain took batch {finding.Batch} back: reading again");
            run.Restart();
            told = 0;
            finding = await run.FollowAsync(Say, Between, stop);
        }
    }

    private static string Of(RefusalEnd end, BatchHeader header) => end switch
    {
        RefusalEnd.Cancelled =>
            $"batch {header.Number} and all after it ARE CANCELLED: "
            + $"the venue ended at root {header.PrevRoot}",
        RefusalEnd.Final => $"batch {header.Number} IS FINAL: too few watchers refused it in time",
        _ => $"stopped before it was decided whether batch {header.Number} stands",
    };

    private static void Tell(ChainVerification run)
    {
        if (run.Verifier.Last is not { } last)
        {
            Console.WriteLine("OK: the venue has posted no batch yet");
            return;
        }

        if (run.Verifier.IsOfLeaves)
        {
            Console.WriteLine(
                $"LEAVES HOLD: {last.Number + 1} batches, {run.Verifier.Leaves?.Owners.Count ?? 0} accounts. "
                + "The venue posts net data: whether its roots are right shows with --inputs");
            Console.WriteLine($"  root    {last.NewRoot}");
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

    private static void Say(string line) => Console.Error.WriteLine($"offing: {line}");

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
