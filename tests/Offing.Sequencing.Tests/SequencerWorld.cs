using Offing.Log;
using Offing.Log.Testing;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Sequencing.Testing;

namespace Offing.Sequencing.Tests;

/// <summary>A sequencer over a real log on a disk in memory, and every outcome that was told.</summary>
internal sealed class SequencerWorld : IDisposable
{
    public const ulong Start_Ms = 1_700_000_000_000;
    private const long Segment_Bytes = 4 * 1024 * 1024;

    public SequencerWorld()
    {
        Log = LocalLog.Open(Disk, Segment_Bytes);
        var position = SequencePosition.AtGenesis(new Time(Start_Ms));
        Sequencer = new Sequencer(Log, position, Entries.AccountOf, epoch: 1);
    }

    public MemoryDisk Disk { get; } = new();

    public ManualClock Clock { get; } = new(new Time(Start_Ms));

    public LocalLog Log { get; private set; }

    public Sequencer Sequencer { get; private set; }

    public List<(Entry Entry, RejectCode Refusal)> Told { get; } = [];

    public Submission Submission(Entry entry) => new(entry, outcome => Told.Add((entry, outcome.Refusal)));

    public void Offer(params Entry[] entries)
    {
        foreach (var entry in entries)
        {
            Assert.True(Sequencer.TryOffer(Submission(entry), out var refusal), $"{refusal}");
        }
    }

    public Drained Drain() => Sequencer.Drain(Clock.Now);

    public IReadOnlyList<IReadOnlyList<SequencedEntry>> Logged() =>
        [.. LogChain.ReadFrom(Log, 1).Select(record => EntryCodec.DecodeRecord(record.Body))];

    /// <summary>From now on with keys that must have signed.</summary>
    public void Watch(StandingKeys keys) =>
        Sequencer = new Sequencer(Log, Sequencer.Position, Entries.AccountOf, epoch: 1, keys: keys);

    /// <summary>Opens the log again and goes on where a replay of it ends.</summary>
    public void Restart(ulong epoch)
    {
        Log.Dispose();
        Log = LocalLog.Open(Disk, Segment_Bytes);
        var position = Logged().Aggregate(
            SequencePosition.AtGenesis(new Time(Start_Ms)), (at, entries) => at.After(entries));
        Sequencer = new Sequencer(Log, position, Entries.AccountOf, epoch);
    }

    public void Dispose() => Log.Dispose();
}
