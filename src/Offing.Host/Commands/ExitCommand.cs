using System.CommandLine;
using Offing.Settlement.L1;
using Offing.Tools.Client;
using Offing.Tools.Exit;

namespace Offing.Host.Commands;

/// <summary>offing exit: takes everything that an account has out, with the chain alone.</summary>
internal static class ExitCommand
{
    public static Command Create()
    {
        var (rpc, vault, fromBlock) = VerifyCommand.ChainOptions();
        var key = new Option<string?>("--key")
        {
            Description = "The account's own key, 0x and 64 hex digits; others on this machine may see it: "
                + $"--key-file and the environment's {ExitKey.Variable} keep it from them.",
        };
        var file = new Option<string?>("--key-file") { Description = "A file that holds the key." };
        var checkpoint = VerifyCommand.CheckpointOption();
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needed without a terminal." };
        var look = new Option<bool>("--dry-run") { Description = "Show what there is and end." };
        var proveAll = new Option<bool>("--prove-all")
        {
            Description = "When the venue has ended, prove everybody: earns a bounty for each account that "
                + "owes, and makes the share right for all.",
        };
        var payAll = new Option<bool>("--pay-all")
        {
            Description = "Prove everybody and pay everybody out; each gets what is his, this key the gas.",
        };
        var shuffle = new Option<int?>("--shuffle")
        {
            Description = "Send what goes in any order in a random one, of this seed; for drills.",
            Hidden = true,
        };
        var command = new Command(
            "exit",
            "Take everything that an account and its sub-accounts have out of a venue, by whatever way is "
            + "open: withdrawals that are final; requests that the venue must serve; and when it does not, "
            + "its end and the escape. It needs the chain and the key and nothing of the operator, shows "
            + "first what it will do and what it costs, and goes on where it was stopped when run again.")
        {
            rpc, vault, fromBlock, key, file, yes, look, proveAll, payAll, shuffle, checkpoint,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() => RunAsync(
            new ChainOptions(
                parsed.GetValue(rpc)!, parsed.GetValue(vault)!, parsed.GetValue(fromBlock),
                parsed.GetValue(checkpoint)),
            (parsed.GetValue(key), parsed.GetValue(file)), parsed.GetValue(yes), parsed.GetValue(look),
            parsed.GetValue(payAll) ? ExitScope.PayAll
                : parsed.GetValue(proveAll) ? ExitScope.ProveAll : ExitScope.Own,
            parsed.GetValue(shuffle), stop)));
        return command;
    }

    private static async Task RunAsync(
        ChainOptions chain, (string? Key, string? File) from, bool isAgreed, bool isLook, ExitScope scope,
        int? shuffle, CancellationToken stop)
    {
        var key = ExitKey.Read(from.Key, from.File);
        using var client = new JsonRpcClient(CommonOptions.Url("--rpc", chain.Rpc));
        var reader = new ExitReader(
            client, CommonOptions.AddressOf("--vault", chain.Vault), chain.FromBlock, key.Address, scope,
            VerifyCommand.Progress());
        if (chain.Checkpoint is { } folder)
        {
            reader.UseCheckpoints(folder, VerifyRun.Say);
        }

        var view = reader.Read(stop);
        Console.WriteLine($"{key.Address} at batch {view.End.Batches} of the venue {chain.Vault}");
        foreach (var line in ExitOutline.Of(view, scope, client.Fees().MaxFee))
        {
            Console.WriteLine(line);
        }

        if (isLook || new ExitPlan(scope).Next(view) is DoneStep || !(isAgreed || IsAgreed()))
        {
            return;
        }

        if (client.Balance(key.Address) == 0)
        {
            throw new VenueException($"{key.Address} has no ether for gas: send it some and run this again");
        }

        await new ExitRunner(reader, new L1Sender(client, key), scope, Console.WriteLine)
        {
            Shuffle = shuffle is { } seed ? new Random(seed) : null,
        }.RunAsync(stop);
    }

    private static bool IsAgreed()
    {
        if (Console.IsInputRedirected)
        {
            throw new VenueException("there is no terminal to ask at: --yes goes on, --dry-run only shows");
        }

        Console.Write("Go on? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}

/// <summary>Which venue on which chain.</summary>
internal sealed record ChainOptions(string Rpc, string Vault, ulong FromBlock, string? Checkpoint);
