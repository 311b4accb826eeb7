using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;
using Spectre.Console;

namespace Offing.Tools.Drills.Walkaway;

/// <summary>
/// The walk-away: the operator of a real venue is killed and its data deleted, and processes that have the
/// chain and the address of the vault and nothing else take everybody out, twice, in another order.
/// </summary>
/// <param name="folder">To be made; it is left behind when something fails.</param>
/// <param name="isNet">
/// Whether the venue posts net data: then the inputs of its batches are gone with the operator, and everybody
/// leaves by the leaves that are on chain.
/// </param>
/// <param name="say">Told what happens.</param>
public sealed class WalkawayDrill(string folder, int seed, bool isNet, Action<string> say)
{
    private const long Late_MicroUsd = 77_000_000;

    private readonly string _seed = string.Create(CultureInfo.InvariantCulture, $"walkaway {seed}");
    private readonly string _chainFolder = Path.Combine(folder, "chain");

    private string Stranger => $"{_seed} stranger";

    /// <exception cref="VenueException">Somebody did not get what is due.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var (deployment, traders) = await LiveAndDieAsync(stop);
        using (var chain = DevChain.Start(new DevChainOptions
        {
            Anvil = AnvilBinary.Find(Repository.Contracts), Folder = _chainFolder,
            Port = Bench.VenueChild.FreePort(), BlockTime_S = 0,
        }))
        {
            chain.Rpc.SetAutomine(true);
            var late = DepositLate(chain, deployment);
            var times = new DeadlinesContract(chain.Client, deployment.Settlement).Deadlines();
            chain.Rpc.IncreaseTime(times.Silence_S + times.Finality_S + 1);
            chain.Rpc.Mine();
            say($"on-chain time is moved by {times.Silence_S + times.Finality_S + 1} s");
            var check = new WalkawayCheck(chain.Client, deployment.Vault, [late.Request]);
            check.MustBeFair();
            var snapshot = chain.Rpc.Snapshot();
            await EverybodyAsync(chain, deployment, check, "in the order of the accounts", [], stop);
            chain.Rpc.Revert(snapshot);
            snapshot = chain.Rpc.Snapshot();
            await EverybodyAsync(
                chain, deployment, check, "in a random order", ["--shuffle", $"{seed + 1}"], stop);
            chain.Rpc.Revert(snapshot);
            await AloneAsync(chain, deployment, check, traders, stop);
            AnsiConsole.Write(WalkawayTable.Of(check));
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task<(Deployment Deployment, int Traders)> LiveAndDieAsync(CancellationToken stop)
    {
        var data = Path.Combine(folder, "data");
        var drill = new DrillVenue(data, _seed);
        var process = await drill.UpAsync(
            stop, ["--batch-seconds", "5", .. DrillVenue.Genesis(folder, isNet)]);
        Deployment deployment;
        try
        {
            using var client = new VenueClient(drill.Http);
            var venue = await WalkawayVenue.OfAsync(client, drill.ChainUrl, _seed, stop);
            await venue.LiveAsync(say, stop);
            deployment = venue.Deployment;
        }
        finally
        {
            DrillVenue.End(process);
        }

        // The chain is nobody's: it lives on without who had started it.
        await EndOfAsync(data, stop);
        Directory.Move(Path.Combine(data, "chain"), _chainFolder);
        Directory.Delete(data, recursive: true);
        say("the operator is killed and its data deleted" + (isNet ? ", with all inputs" : ""));
        return (deployment, WalkawayVenue.Accounts);
    }

    // After its death somebody still pays in.
    private static RecordedRequest DepositLate(DevChain chain, Deployment deployment)
    {
        var sender = new L1Sender(chain.Client, DevelopmentKeys.Faucet);
        var vault = new VaultClient(chain.Client, deployment, sender);
        vault.Mint(DevelopmentKeys.Faucet.Address, (ulong)Late_MicroUsd);
        var block = vault.Deposit(DevelopmentKeys.Faucet.Address, (ulong)Late_MicroUsd).Block;
        return new VaultContract(chain.Client, deployment.Vault).Requests(block, block)[0];
    }

    private async Task EverybodyAsync(
        DevChain chain, Deployment deployment, WalkawayCheck check, string order, string[] more,
        CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var stranger = PrivateKey.FromSeed(Stranger).Address;
        chain.Rpc.SetBalance(stranger, 1_000_000_000_000_000_000);
        var before = check.Wallets();
        var earned = check.BalanceOf(stranger);
        IReadOnlyList<string> gas;
        using (var exit = new LeavingProcess(
            chain.Url, deployment, folder, Stranger, ["--pay-all", .. more]))
        {
            await exit.EndAsync(stop);
            gas = GasOfSteps.Of(exit.Said);
        }

        check.MustBePaid(before);
        earned = check.BalanceOf(stranger) - earned;
        if (earned != check.Bounty)
        {
            throw new VenueException($"the bounties are {earned} micro-USDC and not {check.Bounty}");
        }

        say($"everybody is out, {order}: a stranger's process took {watch.Elapsed.TotalSeconds:0.0} s and "
            + $"earned {FundCommand.Usd(new MicroUsd((long)earned))} USDC of bounties");
        foreach (var line in more.Length == 0 ? gas : [])
        {
            say(line);
        }
    }

    // One account by itself, its process killed in the middle and run again.
    private async Task AloneAsync(
        DevChain chain, Deployment deployment, WalkawayCheck check, int traders, CancellationToken stop)
    {
        var key = $"{_seed} trader {traders - 2} wallet";
        var account = PrivateKey.FromSeed(key).Address;
        chain.Rpc.SetBalance(account, 1_000_000_000_000_000_000);
        var before = check.BalanceOf(account);
        using (var first = new LeavingProcess(chain.Url, deployment, folder, key, []))
        {
            await first.AwaitAsync("open the escape", stop);
        }

        using (var again = new LeavingProcess(chain.Url, deployment, folder, key, []))
        {
            await again.AwaitAsync("waiting: the claim phase", stop);
            var times = new DeadlinesContract(chain.Client, deployment.Settlement).Deadlines();
            chain.Rpc.IncreaseTime(times.ClaimPhase_S + 1);
            chain.Rpc.Mine();
            await again.EndAsync(stop);
        }

        var claims = check.Due.Where(due => due.Payee == account)
            .Aggregate(BigInteger.Zero, (sum, due) => sum + due.Claim);
        var got = check.BalanceOf(account) - before;
        if (got != claims)
        {
            throw new VenueException($"who left alone got {got} micro-USDC, and not its {claims}");
        }

        say("one account with a sub-account left alone, killed in the middle and run again: "
            + $"{FundCommand.Usd(new MicroUsd((long)got))} USDC");
    }

    // The chain client writes its state when its parent is dead.
    private static async Task EndOfAsync(string data, CancellationToken stop)
    {
        const int polls = 600;
        for (var i = 0; ChildProcesses.With(data).Count > 0; i++)
        {
            if (i == polls)
            {
                throw new VenueException($"a process of {data} outlives the venue");
            }

            await Task.Delay(100, stop);
        }
    }
}
