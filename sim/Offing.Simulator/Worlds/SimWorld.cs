using Offing.Engine;
using Offing.Log;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using Offing.Settlement.Deployments;
using Offing.Signing;
using Offing.Simulator.Chains;
using Offing.Simulator.Checkers;
using Offing.Simulator.Disks;
using Offing.Simulator.Nodes;
using Offing.Simulator.Sabotage;
using Offing.Simulator.Traders;

namespace Offing.Simulator.Worlds;

/// <summary>All that there is in a seed's world, and nothing that happens by itself.</summary>
internal sealed class SimWorld
{
    public const ulong Start_Ms = 1_700_000_000_000;
    private static readonly PrivateKey Operator = PrivateKey.FromSeed("offing simulator operator");

    private readonly SimRandom _hazards;

    public SimWorld(SimOptions options)
    {
        Options = options;
        Random = new SimRandom(options.Seed);
        Mix = FaultMix.Draw(Random.Fork(), options.IsCalm);
        Queue = new EventQueue(Start_Ms);
        Trace = new Trace(options.Trace);
        Signers = Mix.HasRealSignatures ? new RealSigners(options.Seed) : new CheapSigners(options.Seed);
        Genesis = SimGenesis.Make(Signers);
        Clock = new SimClock(Queue);
        Disk = new SimDisk(Random.Fork(), Mix);
        Network = new SimNetwork(Queue, Random.Fork(), Mix);
        Deployment = new Deployment(
            SimChain.ChainId, Address.OfSystem("usdc"), Address.OfSystem("vault"),
            Address.OfSystem("settlement"), Genesis.Hash, 0);
        Shadow = new Shadow(Genesis, StepCheckers);
        var twin = new SettlementTwin(
            Deployment.Settlement, Operator.Address, Genesis.Hash, Shadow.Headers[0].NewRoot, Rules.Hash);
        Chain = new SimChain(Queue, Random.Fork(), twin, Deployment.Vault);
        Log = new LogChecker(Disk, Shadow, Queue, Trace);
        Answers = new AnswerChecker(Shadow, Disk);
        Batches = new ChainChecker(Chain, Shadow, Deployment);
        Prices = new PriceWalk(Random.Fork());
        _hazards = Random.Fork();
        Saboteur = new Saboteur(options.Bug, Random.Fork());
        Disk.SkipsSync = Saboteur.SkipsSync;
    }

    public SimOptions Options { get; }

    public SimRandom Random { get; }

    public FaultMix Mix { get; }

    public EventQueue Queue { get; }

    public Trace Trace { get; }

    public ISigners Signers { get; }

    public GenesisConfig Genesis { get; }

    public SimClock Clock { get; }

    public SimDisk Disk { get; }

    public SimNetwork Network { get; }

    public SimChain Chain { get; }

    public Deployment Deployment { get; }

    public PriceWalk Prices { get; }

    public Shadow Shadow { get; }

    public LogChecker Log { get; }

    public AnswerChecker Answers { get; }

    public ChainChecker Batches { get; }

    public Saboteur Saboteur { get; }

    public BankChecker Bank { get; private set; } = null!;

    public ulong Now => Queue.Now;

    /// <summary>The faults are over.</summary>
    public bool IsCalm { get; set; }

    public void Say(string what) => Trace.Say(Now, what);

    /// <summary>A node's process begins: it opens the log and replays it.</summary>
    /// <param name="client">Its client of the chain.</param>
    /// <exception cref="IOException">The disk does not let it.</exception>
    /// <exception cref="LogCorruptException">The log is not what was written.</exception>
    public SimNode Start(SimL1Client client)
    {
        var local = LocalLog.Open(Disk, Mix.Segment_Bytes, TakesHazard);
        try
        {
            Log.Opened(local.Tail);
            var log = Saboteur.Wrap(new ObservedLog(local, Log));
            return new SimNode(new NodeParts(
                Genesis, local, log, Clock, client, Deployment, Operator, Signers, Mix.BatchInterval_Ms,
                Saboteur, TakesHazard));
        }
        catch
        {
            local.Dispose();
            throw;
        }
    }

    /// <summary>Puts the operator's good copy of the log on a new disk.</summary>
    public void RestoreLog()
    {
        Disk.Replace();
        using var log = LocalLog.Open(Disk.Memory, Mix.Segment_Bytes);
        foreach (var (stamp, body) in Log.Known)
        {
            Check.That(log.Append(log.Tail + 1, stamp, body) == AppendResult.Won);
        }
    }

    private bool TakesHazard(Hazard at) => !IsCalm && _hazards.Chance(Mix.Hazard_Permille);

    private IReadOnlyList<IStepChecker> StepCheckers(VenueState state)
    {
        Bank = new BankChecker(state, () => Chain!.State.Queue);
        var proofs = new ProofChecker(state, Random.Fork());
        return [Bank, new BookChecker(state), new MarginChecker(state), proofs];
    }
}
