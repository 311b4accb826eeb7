using Offing.Commitment.Batches;
using Offing.Log;
using Offing.Log.Testing;
using Offing.MarketData;
using Offing.Node.Batches;
using Offing.Node.Snapshots;
using Offing.Node.Tests.Support;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using Offing.Settlement.Contracts;

namespace Offing.Node.Tests.Reversals;

/// <summary>
/// A node that has consumed a deposit or a demand of each of its first four batches, and has cut five. It
/// takes no signed action, so that its batches can be checked without a key.
/// </summary>
internal sealed class ReversalWorld : IDisposable
{
    public static readonly Address Alice = Address.OfSystem("alice");
    public static readonly Address Bob = Address.OfSystem("bob");

    private const long Segment_Bytes = 256 * 1024;

    private readonly MemoryDisk _disk = new();
    private readonly GenesisConfig _genesis;
    private readonly Dictionary<ulong, Batch> _cut = [];
    private LocalLog _log;
    private ulong _now = NodeWorld.Start_Ms;

    public ReversalWorld(bool isNet = false)
    {
        Net = isNet ? new NetDisks() : null;
        _genesis = isNet ? Repository.NetGenesis : Repository.Genesis;
        _log = LocalLog.Open(_disk, Segment_Bytes);
        Core = Start();
        Deposit(Alice, 1_000);
        Cut();
        Deposit(Bob, 2_000);
        Cut();
        Withdraw(Alice, 400);
        Cut();
        Deposit(Bob, 3_000);
        Cut();
        Cut();
    }

    public NodeCore Core { get; private set; }

    public BatchLedger Ledger => Core.Ledger;

    /// <summary>The log's disk takes no byte more.</summary>
    public bool IsDiskFull
    {
        set => _disk.Room_Bytes = value ? _disk.Used_Bytes : long.MaxValue;
    }

    public SnapshotStore? Store { get; set; }

    public NetDisks? Net { get; }

    /// <summary>What was consumed, by index; of an index that came again the last.</summary>
    public Dictionary<ulong, (QueueRequest Request, Hash32 Before, Hash32 After)> Taken { get; } = [];

    public BatchHeader Header(ulong number) => Ledger.Header(number)!;

    public void Run(params IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is QueueRequest request)
            {
                var before = Core.Read(state => state.QueueHash);
                Taken[request.Index] = (request, before, RequestHash.Extend(before, request));
            }

            Assert.True(Core.TryOffer(new Submission(entry), out _));
            _now++;
            while (Core.Tick(new Time(_now)))
            {
            }
        }
    }

    public ulong Cut()
    {
        Assert.True(Core.TryCut(_ => { }, out var number));
        Run();
        while (Core.Tick(new Time(++_now)) || Core.Committer.Tick())
        {
        }

        _cut.TryAdd(number, Ledger.NextBatch(number)!);
        return number;
    }

    public void Deposit(Address account, ulong usdc) =>
        Run(Entries.Deposit(Core.Read(state => state.QueueCursor), account, usdc));

    public void Withdraw(Address account, ulong usdc) => Run(new QueueRequest(
        Core.Read(state => state.QueueCursor), RequestType.Withdraw, account, account, 1_700_000_000,
        new ByteWriter(16).U64(1_000_000).U64(usdc * 1_000_000).ToArray()));

    /// <summary>Takes back the last requests, so many.</summary>
    public void TakeBack(ulong batch, int requests)
    {
        for (; requests > 0; requests--)
        {
            var (request, before, _) = Taken[Core.Read(state => state.QueueCursor) - 1];
            Run(new Reversal(batch, before, request));
        }
    }

    public void Save() => Core.Save(Store!);

    public void Restart()
    {
        _log.Dispose();
        _log = LocalLog.Open(_disk, Segment_Bytes);
        Core = Start();
        Run();
    }

    /// <summary>The log has failed: the same node goes on with an engine that is made anew.</summary>
    public void Recover()
    {
        _log.Dispose();
        _log = LocalLog.Open(_disk, Segment_Bytes);
        Core.Rebuild(_log);
        Run();
    }

    /// <summary>The ledger is the same after both.</summary>
    public void Same()
    {
        var before = Headers();
        Recover();
        Assert.Equal(before, Headers());
        Restart();
        Assert.Equal(before, Headers());
    }

    public BatchVerifier Verifier(Func<ulong, Hash32?> prefixAt) => new(
        31_337, Address.Zero, _genesis.IsNet ? InputsOf : null) { PrefixAt = prefixAt };

    /// <summary>The first batch that does not hold, and why.</summary>
    public (ulong Batch, string What)? Verify(Func<ulong, Hash32?> prefixAt)
    {
        var verifier = Verifier(prefixAt);
        for (ulong number = 0; Ledger.NextBatch(number) is { } batch; number++)
        {
            if (verifier.Take(batch) is { } finding)
            {
                return (finding.Batch, finding.What);
            }
        }

        return null;
    }

    /// <summary>The batch of this number as it was cut first.</summary>
    public Batch Reopened(ulong number) => _cut[number];

    /// <summary>A batch of all entries behind another one, under a header that fits where it can.</summary>
    public Batch Rest(BatchHeader before)
    {
        var entries = LogChain.ReadFrom(_log, 1).SelectMany(record => EntryCodec.DecodeRecord(record.Body))
            .Where(entry => entry.Seq > before.LastSeq).ToList();
        var batch = BatchBuilder.Next(before, entries, [], new BatchEnd(
            Ledger.Last.NewRoot, before.QueueCursor, Ledger.Last.QueueHash, Ledger.Last.SeqCeiling,
            before.RulesHash));
        return new Batch(batch.Header, [.. batch.Chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
    }

    public void Dispose() => _log.Dispose();

    private List<BatchHeader> Headers()
    {
        while (Core.Committer.Tick())
        {
        }

        return [.. Enumerable.Range(0, (int)Ledger.Last.Number + 1).Select(number => Header((ulong)number))];
    }

    private byte[] InputsOf(BatchHeader header) => EntryCodec.EncodeBatchData(
        LogChain.ReadFrom(_log, 1).SelectMany(record => EntryCodec.DecodeRecord(record.Body))
            .Where(entry => entry.Seq >= header.FirstSeq && entry.Seq <= header.LastSeq));

    private NodeCore Start()
    {
        var core = new NodeCore(
            _genesis, _log, new VenueFold(_genesis), NodeWorld.BatchInterval_Ms, snapshots: Store,
            files: Net?.Files());
        while (core.Committer.Tick())
        {
        }

        return core;
    }
}
