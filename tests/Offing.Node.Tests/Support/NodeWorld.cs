using Offing.Log;
using Offing.Log.Disk;
using Offing.Log.Testing;
using Offing.MarketData;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Sequencing.Testing;

namespace Offing.Node.Tests.Support;

/// <summary>A node over a real log, with a clock in the hand, and everything that it told.</summary>
internal sealed class NodeWorld : IDisposable
{
    public const ulong Start_Ms = 1_700_000_000_000;
    public const ulong BatchInterval_Ms = 10_000;

    // Small, so that a test crosses the border between segments; one record still fits.
    private const long Segment_Bytes = 256 * 1024;

    private readonly ulong _postingLagMost_Ms;
    private readonly bool _cutsByItself;
    private ulong _nonce = Start_Ms;
    private ulong _reports;

    /// <param name="snapshots">Null: it never looks for one.</param>
    /// <param name="postingLagMost_Ms">0: batches may wait for the chain for ever.</param>
    /// <param name="net">Null: its batches carry their inputs.</param>
    /// <param name="cutsByItself">Else a batch ends when a test says so.</param>
    public NodeWorld(
        IDisk? disk = null, SnapshotStore? snapshots = null, ulong postingLagMost_Ms = 0,
        NetDisks? net = null, bool cutsByItself = true)
    {
        (Net, _cutsByItself) = (net, cutsByItself);

        (Disk, Snapshots, _postingLagMost_Ms) = (disk ?? new MemoryDisk(), snapshots, postingLagMost_Ms);
        Log = LocalLog.Open(Disk, Segment_Bytes);
        Core = Replayed();
    }

    public NetDisks? Net { get; }

    public GenesisConfig Genesis => Net is null ? Repository.Genesis : Repository.NetGenesis;

    public IDisk Disk { get; }

    public SnapshotStore? Snapshots { get; }

    /// <summary>What the node said of snapshots that it did not use.</summary>
    public List<string> Said { get; } = [];

    public MemoryDisk Memory => (MemoryDisk)Disk;

    public ManualClock Clock { get; } = new(new Time(Start_Ms));

    public LocalLog Log { get; private set; }

    public NodeCore Core { get; private set; }

    public VenueFold Market { get; private set; } = NewFold();

    /// <summary>Outcomes in the order in which they were told.</summary>
    public List<(Entry Entry, Outcome Outcome)> Told { get; } = [];

    public ulong Deposits { get; private set; }

    public ulong NextNonce => ++_nonce;

    public IEnumerable<Outcome> Acknowledged =>
        Told.Select(told => told.Outcome).Where(outcome => outcome.Refusal == RejectCode.None);

    public static VenueFold NewFold() => new(Repository.Genesis);

    /// <summary>What the log holds, record by record.</summary>
    public IReadOnlyList<IReadOnlyList<SequencedEntry>> Records() =>
        [.. LogChain.ReadFrom(Log, Log.First).Select(record => EntryCodec.DecodeRecord(record.Body))];

    public RejectCode Offer(Entry entry)
    {
        var submission = new Submission(entry, outcome => Told.Add((entry, outcome)));
        return Core.TryOffer(submission, out var refusal) ? RejectCode.None : refusal;
    }

    public bool Tick() => Core.Tick(Clock.Now);

    /// <summary>Offers, and lets the node do all that there is to do.</summary>
    public void Run(params IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            Assert.Equal(RejectCode.None, Offer(entry));
        }

        while (Tick())
        {
        }
    }

    public void Deposit(Address account, ulong usdc) => Run(Entries.Deposit(Deposits++, account, usdc));

    /// <summary>All publishers report the price of BTC.</summary>
    public void Price(uint ticks)
    {
        _reports++;
        Run(Enumerable.Range(0, 3).Select(i => Entries.Report((byte)i, ticks, Clock.Now, _reports)));
    }

    /// <summary>Prices, and two accounts with 100,000 USDC each.</summary>
    public NodeWorld Ready()
    {
        Price(600_000);
        Deposit(Entries.Alice, 100_000);
        Deposit(Entries.Bob, 100_000);
        return this;
    }

    /// <summary>Ends the batch and makes all batches; returns the number of the last.</summary>
    public ulong Cut()
    {
        Assert.True(Core.TryCut(_ => { }, out var number));
        Run();
        Commit();
        return number;
    }

    public void Commit()
    {
        while (Core.Committer.Tick())
        {
        }
    }

    /// <summary>A snapshot of the node as it stands.</summary>
    public SnapshotEntry Save() => Core.Save(Snapshots!);

    /// <summary>The log has failed: it is opened again, and the same node goes on.</summary>
    public void Recover()
    {
        Log.Dispose();
        Log = LocalLog.Open(Disk, Segment_Bytes);
        Core.Rebuild(Log);
    }

    /// <summary>Opens the log again and builds a new node from it.</summary>
    public void Restart()
    {
        Log.Dispose();
        Log = LocalLog.Open(Disk, Segment_Bytes);
        Core = Replayed();
    }

    /// <summary>Stops the machine; what was not durable is partly there, partly not.</summary>
    public void Crash(Func<int, int> choose)
    {
        Log.Dispose();
        Memory.Crash(choose);
        Restart();
    }

    public void Dispose() => Log.Dispose();

    private NodeCore Replayed()
    {
        Market = NewFold();
        return new NodeCore(
            Genesis, Log, Market, _cutsByItself ? BatchInterval_Ms : ulong.MaxValue / 2,
            snapshots: Snapshots, say: Said.Add, files: Net?.Files())
        {
            PostingLagMost_Ms = _postingLagMost_Ms,
        };
    }
}
