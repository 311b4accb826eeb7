using System.Text;
using System.Text.Json.Nodes;
using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Genesis;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Tools;

namespace Offing.Host.Tests;

/// <summary>A stranger sees contracts that were deployed with other deadlines than genesis names.</summary>
public sealed class DeadlineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("offing-deadlines-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(60, 0, "OK: 1 batches")]
    [InlineData(61, 1, "the venue DOES NOT HOLD: its contract gives a request 60 s (forcedDeadline)")]
    [InlineData(null, 1, "its contract gives a request 60 s (forcedDeadline), its genesis 86400 s")]
    public void The_contracts_deadline_is_held_against_that_of_genesis(int? named_S, int code, string said)
    {
        var (genesis, first) = Begin(named_S);
        using var chain = DevChain.Start(new DevChainOptions
        {
            Anvil = AnvilBinary.Find(Repository.Contracts), Folder = Path.Combine(_folder, "chain"),
            Port = HostProcess.FreePort(), BlockTime_S = 0,
        });
        chain.Rpc.SetAutomine(true);
        var terms = DeploymentTerms.Development(genesis.Hash, first.Header.NewRoot, Rules.Hash);
        var deployment = new Deployer(chain.Client, chain.Rpc, new Artefacts(Repository.Contracts))
            .DeployOrVerify(_folder, terms);
        var batch = new Batch(first.Header, [first.Chunks[0]]);
        new L1Sender(chain.Client, DevelopmentKeys.Operator).Execute(
            deployment.Settlement, SettlementContract.PostingInput(batch, 0));
        using var verify = HostProcess.Run(
            "verify", "--rpc", $"{chain.Url}", "--vault", $"{deployment.Vault}");
        Assert.True(verify.ExitCode == code, verify.Output + verify.Error);
        Assert.Contains(said, verify.Output, StringComparison.Ordinal);
    }

    private static (GenesisConfig Genesis, SettlementBatch First) Begin(int? named_S)
    {
        var file = JsonNode.Parse(File.ReadAllText(Repository.DevelopmentGenesis))!.AsObject();
        file.Remove("forcedDeadline");
        if (named_S is { } seconds)
        {
            file["forcedDeadline"] = seconds;
        }

        Assert.True(GenesisParser.TryParse(
            Encoding.UTF8.GetBytes(file.ToJsonString()), out var genesis, out var error), error);
        var tree = new StateTree(Rules.Hash);
        tree.Apply(LeafChanges.Capture(new Machine(genesis).State));
        return (genesis, BatchBuilder.Genesis(genesis, tree.Root(), Rules.Hash));
    }
}
