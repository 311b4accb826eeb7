using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Offing.Settlement.L1;
using Offing.Signing;
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
    private static Option<string?> InputsOption() => new("--inputs")
    {
        Description = "Of a venue that posts net data: who has the inputs of its batches, a folder or a web "
            + "address with a file N.bin for each, as the inputs folder of the venue's data.",
    };

    /// <summary>Where runs leave the states to which they came.</summary>
    public static Option<string?> CheckpointOption() => new("--checkpoint")
    {
        Description = "Begin behind a state to which an earlier run came by itself, when the chain still "
            + "shows its batch, and leave such states there. Nobody else may write into the folder.",
        HelpName = "FOLDER",
    };

    public static Command Create()
    {
        var (rpc, vault, fromBlock) = ChainOptions();
        var inputs = InputsOption();
        var checkpoint = CheckpointOption();
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
            rpc, vault, fromBlock, follow, watch, freeze, inputs, checkpoint,
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
                var holder = parsed.GetValue(inputs) is { } place ? new InputsHolder(place) : null;
                var run = Begin(client, holder, new ChainOptions(
                    parsed.GetValue(rpc)!, parsed.GetValue(vault)!, parsed.GetValue(fromBlock),
                    parsed.GetValue(checkpoint)));
                found = parsed.GetResult(watch) is null
                    ? await new VerifyRun(run, null, null).HasFoundAsync(parsed.GetValue(follow), stop)
                    : await Watch(
                            client, run, holder, WatcherKey.Read(parsed.GetValue(watch)),
                            parsed.GetValue(freeze))
                        .HasFoundAsync(true, stop);
            });
            return found ? 1 : code;
        });
        return command;
    }

    private static ChainVerification Begin(IL1Client client, IInputsHolder? holder, ChainOptions chain)
    {
        var run = new ChainVerification(
            client, CommonOptions.AddressOf("--vault", chain.Vault), chain.FromBlock, Progress(), holder)
        {
            ComparesDeadlines = true,
        };
        if (chain.Checkpoint is { } folder)
        {
            run.UseCheckpoints(folder, VerifyRun.Say);
        }

        return run;
    }

    private static VerifyRun Watch(
        IL1Client client, ChainVerification run, InputsHolder? holder, PrivateKey key, bool freezes)
    {
        run.WithheldMost = TimeSpan.FromSeconds(run.Settlement.FinalityWindow_S() / 2.0);
        if (holder is not null && run.WithheldMost / 4 < holder.Patience)
        {
            // A holder that never answers is asked more than once before that is a finding.
            holder.Patience = run.WithheldMost.Value / 4;
        }

        return new VerifyRun(
            run, new Watchman(client, run.Deployment, key, VerifyRun.Say),
            freezes ? new Freezer(client, run.Deployment, key, VerifyRun.Say) : null);
    }

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
            var rate = (at.Batches - at.Begun.Batches) / watch.Elapsed.TotalSeconds;
            var speed = (at.Entries - at.Begun.Entries) / watch.Elapsed.TotalSeconds;
            var left = at.Posted > at.Batches ? (at.Posted - at.Batches) / rate : 0;
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"offing: batch {at.Batches} of {at.Posted}, {at.Entries} entries, "
                + $"{speed:F0} a second, about {left:F0} s left"));
        };
    }
}
