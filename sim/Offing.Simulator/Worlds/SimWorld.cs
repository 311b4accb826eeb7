using Offing.Engine;
using Offing.Log;
using Offing.Node;
using Offing.Node.Receipts;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Genesis;
using Offing.Receipts;
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

    public static readonly PrivateKey Operator = PrivateKey.FromSeed("offing simulator operator");

    private static readonly PrivateKey Sequencer = PrivateKey.FromSeed("offing simulator sequencer");

    private readonly SimRandom _hazards;
    private readonly HashSet<string> _spoiled = [];
    private ulong? _misdirectedAt;
    private bool _openedMisdirected;

    public SimWorld(SimOptions options)
    {
        Options = options;
        Random = new SimRandom(options.Seed);
        Mix = FaultMix.Draw(Random.Fork(), options.IsCalm);
        Queue = new EventQueue(Start_Ms);
        Trace = new Trace(options.Trace);
        Signers = Mix.HasRealSignatures ? new RealSigners(options.Seed) : new CheapSigners(options.Seed);
        Genesis = SimGenesis.Make(Signers, Mix.IsNet);
        Clock = new SimClock(Queue);
        Disk = new SimDisk(Random.Fork(), Mix, Faults, Coverage);
        SnapshotDisk = new SimDisk(Random.Fork(), Mix, Faults, Coverage, isReadByMany: true);
        DataDisk = new SimDisk(Random.Fork(), Mix, Faults, Coverage);
        Net = Mix.IsNet ? new NetFolders(Random.Fork, Mix, Faults, Coverage) : null;
        Network = new SimNetwork(Queue, Random.Fork(), Mix, Coverage);
        Deployment = new Deployment(
            SimChain.ChainId, Address.OfSystem("usdc"), Address.OfSystem("vault"),
            Address.OfSystem("settlement"), Genesis.Hash, 0)
        {
            ReceiptBond = Address.OfSystem("receipt bond"),
        };
        Shadow = new Shadow(Genesis, StepCheckers);
        var twin = new SettlementTwin(
            Deployment.Settlement, Operator.Address, Genesis.Hash, Shadow.Headers[0].NewRoot, Rules.Hash);
        var bond = new BondTwin(Deployment.ReceiptBond);
        Chain = new SimChain(Queue, Random.Fork(), twin, Deployment.Vault, bond);
        var pruning = new PruneChecker(() => SnapshotDisk.Memory, Faults, Chain, Shadow, Coverage, Net);
        Log = new LogChecker(
            Disk, Shadow, Queue, Trace, Coverage,
            first =>
            {
                var body = Log!.Known[(int)first - 1].Body;
                pruning.Check(first, body);
                Challenges!.LogBegins = EntryCodec.DecodeRecord(body)[0].Seq;
            });
        Answers = new AnswerChecker(Shadow);
        ReceiptTerms = new ReceiptTerms(
            Deployment.ChainId, Deployment.Vault, Sequencer,
            Mix.ReceiptDeadline_Blocks, Floor: 0);
        Receipts = new ReceiptChecker(
            Shadow, new ReceiptSource(Deployment.ChainId, Deployment.Vault, Sequencer.Address), Coverage);
        Batches = new ChainChecker(Chain, Shadow, Deployment, Net);
        Challenges = new ChallengeChecker(Chain, Coverage, Mix.IsNet);
        Prices = new PriceWalk(Random.Fork());
        _hazards = Random.Fork();
        Saboteur = new Saboteur(options.Bug, Random.Fork());
        Disk.SkipsSync = Saboteur.SkipsSync;
        if (Net is not null)
        {
            Net.Data.SkipsSync = () => Saboteur.ForgetsNetData;
        }

        Disk.Misdirected = () => _misdirectedAt = (ulong)Log.Known.Count + 1;
    }

    public SimOptions Options { get; }

    public SimRandom Random { get; }

    public FaultMix Mix { get; }

    public EventQueue Queue { get; }

    public Trace Trace { get; }

    public ISigners Signers { get; }

    public GenesisConfig Genesis { get; }

    public SimClock Clock { get; }

    /// <summary>What happened.</summary>
    public Coverage Coverage { get; } = new();

    /// <summary>Of all three folders.</summary>
    public DiskFaults Faults { get; } = new();

    /// <summary>The folder of the log.</summary>
    public SimDisk Disk { get; }

    public SimDisk SnapshotDisk { get; }

    /// <summary>The folder of the venue, for the little that lies in it beside log and snapshots.</summary>
    public SimDisk DataDisk { get; }

    /// <summary>Of a venue of net data; null: its batches carry their inputs.</summary>
    public NetFolders? Net { get; }

    /// <summary>Free bytes of each folder; null: no end of them.</summary>
    public long? Room_Bytes
    {
        set
        {
            foreach (var memory in Disks.Select(disk => disk.Memory))
            {
                memory.Room_Bytes = value is { } room ? memory.Used_Bytes + room : long.MaxValue;
            }
        }
    }

    /// <summary>How often the machine has lost its power.</summary>
    public int PowerLosses { get; private set; }

    /// <summary>Starts of the node's process.</summary>
    public int Starts { get; private set; }

    /// <summary>The log is a copy, and no node has started with it: the next one is told so.</summary>
    public bool IsRestored { get; private set; }

    public ReceiptTerms ReceiptTerms { get; }

    public ReceiptChecker Receipts { get; }

    public SimNetwork Network { get; }

    public SimChain Chain { get; }

    public Deployment Deployment { get; }

    public PriceWalk Prices { get; }

    public Shadow Shadow { get; }

    public LogChecker Log { get; }

    public AnswerChecker Answers { get; }

    public ChainChecker Batches { get; }

    public ChallengeChecker Challenges { get; }

    public Saboteur Saboteur { get; }

    public BankChecker Bank { get; private set; } = null!;

    public ulong Now => Queue.Now;

    /// <summary>Whether the chain has all that the venue has consumed.</summary>
    public bool HoldsConsumed => Chain.Holds(Shadow.State.QueueCursor, Shadow.State.QueueHash);

    private IEnumerable<SimDisk> Disks => [Disk, SnapshotDisk, DataDisk, .. Net?.Both ?? []];

    /// <summary>The faults are over.</summary>
    public bool IsCalm { get; set; }

    public void Say(string what) => Trace.Say(Now, what);

    /// <summary>A node's process begins: it opens the log and replays it, behind a snapshot or not.</summary>
    /// <param name="client">Its client of the chain.</param>
    /// <param name="make">Begins the process that makes a snapshot.</param>
    /// <param name="reverse">From which request on it takes back what the chain lost; null: nothing.</param>
    /// <exception cref="IOException">The disk does not let it.</exception>
    /// <exception cref="LogCorruptException">The log is not what was written.</exception>
    /// <exception cref="VenueStartException">Nothing can be taken back so.</exception>
    public SimNode Start(SimL1Client client, Func<CancellationToken, Task> make, ulong? reverse)
    {
        var node = new SimNode(this, client, make, reverse);
        Starts++;
        IsRestored = false;
        Coverage.Count(node.Core.StartSeq > 0 ? Seen.StartBehindSnapshot : Seen.StartFromFirstRecord);
        _ = node.Core.FirstRecord > 1 && Coverage.Count(Seen.StartOfPrunedLog);
        _ = Mix.IsNet && node.Core.StartSeq > 0 && Coverage.Count(Seen.NetStartBehindSnapshot);
        return node;
    }

    /// <summary>The node's log, watched and perhaps sabotaged; the first of both is to be closed.</summary>
    public (LocalLog Local, ICommitLog Log) OpenLog()
    {
        _openedMisdirected = Disk.WasMisdirected;
        var local = LocalLog.Open(Disk, Mix.Segment_Bytes, TakesHazard);
        try
        {
            Log.Opened(local.Tail);
            return (local, Saboteur.Wrap(new ObservedLog(local, Log)));
        }
        catch
        {
            local.Dispose();
            throw;
        }
    }

    /// <summary>A node has replayed: it must be where the shadow is.</summary>
    public void CheckStart(SimNode node)
    {
        if (_openedMisdirected && _misdirectedAt > (ulong)Log.Known.Count)
        {
            // Its append failed for another reason, so nobody was told of it: its number is another's now.
            _misdirectedAt = null;
        }

        // Of what was written elsewhere only records can be unread that a snapshot stands for.
        var start = node.Core.StartSeq;
        SimFailure.Unless(
            !_openedMisdirected || _misdirectedAt is not { } at || start >= LastSeqOf(at), "log",
            () => "a log is served whose medium wrote elsewhere");
        Shadow.CheckMarket(node.Fold);
    }

    /// <summary>The machine falls: what was in flight to its folders is kept, lost or spoiled.</summary>
    public void LosePower()
    {
        PowerLosses++;
        Faults.CrashAfter(-1);
        foreach (var disk in Disks)
        {
            disk.LosePower();
        }
    }

    /// <summary>
    /// Spoils a snapshot on the medium, unless one is spoiled already; or net data, while the log has its
    /// beginning.
    /// </summary>
    public void SpoilSnapshot(SimRandom random)
    {
        if (Net is not null && Challenges.LogBegins <= 1 && random.Chance(500))
        {
            _ = Net.Spoil(random) is { } file && _spoiled.Add(file) && Coverage.Count(Seen.NetDataSpoiled);
            return;
        }

        var entries = new SnapshotStore(SnapshotDisk.Memory).List();
        if (entries.Count == 0 || entries.Any(entry => _spoiled.Contains(entry.Name)))
        {
            return;
        }

        var name = random.Pick(entries).Name;
        _spoiled.Add(name);
        var length = SnapshotDisk.Memory.Snapshot(name).Length;
        if (random.Chance(700))
        {
            SnapshotDisk.Memory.Flip(name, random.Below(length), (byte)(1 << random.Below(8)));
        }
        else
        {
            Faults.Suspended(() => SnapshotDisk.Memory.Open(name)).Truncate(random.Below(length));
        }
    }

    /// <summary>A snapshot is passed over. Why is not in the trace: several threads read it.</summary>
    public void NotUsed(string line)
    {
        Coverage.Count(Seen.SnapshotNotUsed);
        Say(line.Split(':')[0]);
        var isExcused = Faults.IsWriteBad || Faults.IsReadBad
            || _spoiled.Any(name => line.Contains(name, StringComparison.Ordinal))
            || line.EndsWith("were pruned", StringComparison.Ordinal);
        SimFailure.Unless(isExcused, "snapshots", () => line);
    }

    /// <param name="make">Begins the process that makes a snapshot.</param>
    public VenueOptions VenueOptions(Func<CancellationToken, Task> make) => new()
    {
        DataFolder = SnapshotDisk.Name, ContractsFolder = "", GenesisFile = "", HttpPort = 0, ChainPort = 0,
        SnapshotEvery = (ulong)Mix.SnapshotEach_Entries, Prunes = Mix.Prunes,
        MakeSnapshot = (_, stop) => make(stop),
    };

    /// <summary>What an answer says of the venue's troubles.</summary>
    public void Count(Request request, Reply reply)
    {
        _ = reply.IsUnknown && Coverage.Count(Seen.RequestAnsweredUnknown);
        _ = reply.Seq == 0 && reply.Body.AsSpan().IndexOf(NoRoom) >= 0
            && Coverage.Count(Seen.RequestRefusedForRoom);
        _ = request.Kind == Ask.Report && reply.Body.AsSpan().IndexOf("\"err\""u8) >= 0
            && Coverage.Count(Seen.ReportRefused);
    }

    /// <summary>Puts the operator's good copy of the log on a new disk.</summary>
    public void RestoreLog()
    {
        Disk.Replace();
        Faults.Suspended(() =>
        {
            using var log = LocalLog.Open(Disk.Memory, Mix.Segment_Bytes);
            return Log.Known.All(
                record => log.Append(log.Tail + 1, record.Stamp, record.Body) == AppendResult.Won);
        });
    }

    /// <summary>The machine is gone. On another one there is a copy of the log, and nothing else.</summary>
    public void LoseMachine()
    {
        LosePower();
        foreach (var disk in Disks)
        {
            disk.Replace();
        }

        _spoiled.Clear();
        RestoreLog();
        IsRestored = true;
        Receipts.Restored(Chain.State.Head.SeqCeiling);
        Challenges.LogBegins = 1;
        Coverage.Count(Seen.NodeRestored);
    }

    /// <summary>Whether production code takes the dangerous way.</summary>
    public bool TakesHazard(Hazard at) =>
        !IsCalm && _hazards.Chance(Mix.Hazard_Permille) && Coverage.Count(at);

    private static ReadOnlySpan<byte> NoRoom => "DISK"u8;

    private ulong LastSeqOf(ulong record) =>
        EntryCodec.DecodeRecord(Log.Known[(int)record - 1].Body)[^1].Seq;

    private IReadOnlyList<IStepChecker> StepCheckers(VenueState state)
    {
        Bank = new BankChecker(state, () => Chain!);
        var queue = new QueueChecker(state, () => Chain!, Coverage);
        var proofs = new ProofChecker(state, Random.Fork());
        return [Bank, queue, new BookChecker(state), new MarginChecker(state), proofs];
    }
}
