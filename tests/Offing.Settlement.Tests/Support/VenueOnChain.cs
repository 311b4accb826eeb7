using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Settlement.Posting;
using Offing.Settlement.Watching;
using Offing.Signing;

namespace Offing.Settlement.Tests.Support;

/// <summary>
/// A chain that mines only when it is told to, with a deployed venue; and a venue clock to tick with.
/// </summary>
public sealed class VenueOnChain : IDisposable
{
    public static readonly byte[] Genesis = "a genesis of tests"u8.ToArray();
    public static readonly Hash32 GenesisRoot = Keccak.Hash("root of genesis"u8);
    public static readonly Hash32 Rules = Keccak.Hash("rules of tests"u8);

    private readonly TemporaryFolder _folder = new();
    private readonly DevChainOptions _options;
    private string _snapshot;
    private ulong _now_Ms = 1_000_000;

    public VenueOnChain()
    {
        Repository.RequireArtefacts();
        _options = Repository.ChainOptions(_folder.Of("chain"), Repository.FreePort());
        Chain = DevChain.Start(_options);
        Deployment = Deployer().DeployOrVerify(_folder.Path, Terms);
        _snapshot = Snapshot();
    }

    public static DeploymentTerms Terms =>
        DeploymentTerms.Development(Keccak.Hash(Genesis), GenesisRoot, Rules);

    public DevChain Chain { get; private set; }

    public Deployment Deployment { get; }

    public string Folder => _folder.Path;

    public IL1Client Client => Chain.Client;

    public SettlementContract Settlement => new(Client, Deployment.Settlement);

    public Time Now => new(_now_Ms);

    public Deployer Deployer() => new(Client, Chain.Rpc, new Artefacts(Repository.Contracts));

    public VaultClient VaultOf(string role) => new(
        Client, Deployment, new L1Sender(Client, DevelopmentKeys.Of(role), () => Chain.Rpc.Mine()));

    /// <summary>Mints and deposits from the faucet: three blocks, the request in the last.</summary>
    public void Deposit(Address account, ulong amount)
    {
        var faucet = VaultOf("faucet");
        faucet.Mint(DevelopmentKeys.Faucet.Address, amount);
        faucet.Deposit(account, amount);
    }

    public DepositWatcher Watcher(IRequestSink sink, ulong confirmations = 1) =>
        new(Client, Deployment, sink, confirmations);

    public BatchPoster Poster(
        IBatchSource source, Action<PostedBatch>? onPosted = null, PosterOptions? options = null,
        PrivateKey? key = null) =>
        new(
            Client, Deployment, key ?? DevelopmentKeys.Operator, source,
            onPosted ?? (_ => { }), options ?? new PosterOptions());

    /// <summary>Time passes for the state machines, more than any of their delays.</summary>
    public Time Later(ulong milliseconds = 31_000)
    {
        _now_Ms += milliseconds;
        return Now;
    }

    /// <summary>Ticks the poster and mines, until it waits for a batch or has stopped.</summary>
    public void Settle(BatchPoster poster)
    {
        for (var step = 0; step < 100; step++)
        {
            poster.Tick(Later(5_000));
            if (poster.Status.IsStopped || (!poster.IsPosting && poster.Status.Code == SettlementCode.None))
            {
                return;
            }

            Chain.Rpc.Mine();
        }

        Assert.Fail($"nothing moves: {poster.Status}");
    }

    /// <summary>The chain as it was right after the deployment, for the next test.</summary>
    public void Reset()
    {
        Chain.Client.Request("evm_revert", writer => writer.WriteStringValue(_snapshot));
        _snapshot = Snapshot();
    }

    public void StopChain() => Chain.Dispose();

    public void StartChain() => Chain = DevChain.Start(_options);

    public void Dispose()
    {
        Chain.Dispose();
        _folder.Dispose();
    }

    private string Snapshot() => Chain.Client.Request("evm_snapshot").GetString()!;
}

/// <summary>Tests that share one chain, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedChain : ICollectionFixture<VenueOnChain>
{
    public const string Name = "one chain";
}
