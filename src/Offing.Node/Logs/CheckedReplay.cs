using Offing.Engine;
using Offing.Log;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using SequencePosition = Offing.Sequencing.SequencePosition;

namespace Offing.Node.Logs;

/// <summary>The engine over a log from some state on, which looks before it applies.</summary>
internal sealed class CheckedReplay(ReplayBase from)
{
    private readonly Machine _machine = from.Machine;
    private SequencePosition _position = from.Position;

    /// <summary>From the first record on.</summary>
    public CheckedReplay(GenesisConfig genesis)
        : this(ReplayBase.Genesis(genesis))
    {
    }

    public VenueState State => _machine.State;

    /// <summary>The entries of a record.</summary>
    /// <param name="withPayloads">Whether with what each action was signed as.</param>
    /// <exception cref="FormatException">Its body is no micro-batch.</exception>
    public static IReadOnlyList<SequencedEntry> Decode(LogRecord record, bool withPayloads = false)
    {
        try
        {
            return withPayloads
                ? EntryCodec.DecodeRecord(record.Body)
                : EntryCodec.DecodeCommands(record.Body);
        }
        catch (CodecException error)
        {
            throw new FormatException(
                $"record {record.N} chains and hashes as it should, but its body is no micro-batch: "
                + error.Message, error);
        }
    }

    /// <summary>The entries of the record that must come next.</summary>
    /// <exception cref="FormatException">It is another one, or its body is no micro-batch.</exception>
    public static IReadOnlyList<SequencedEntry> Decode(
        LogRecord record, ulong n, bool withPayloads = false) => record.N == n
        ? Decode(record, withPayloads)
        : throw new FormatException(
            $"the log begins with record {record.N}, those before it were pruned: this can be "
            + "checked only from record 1 on, since what a signer acts for comes from what was before");

    /// <summary>Whether the numbers follow; without that nothing may be applied.</summary>
    public bool IsFollowedBy(IReadOnlyList<SequencedEntry> entries) => _position.IsFollowedBy(entries);

    /// <summary>The first break of the rules of order in the next record; null when there is none.</summary>
    public OrderViolation? FindViolation(IReadOnlyList<SequencedEntry> entries) =>
        MicroBatchOrderChecker.FindViolation(entries, _position, State.AccountOf);

    /// <summary>Goes on to the next record, whose entries are applied one by one after this.</summary>
    public void Begin(IReadOnlyList<SequencedEntry> entries) => _position = _position.After(entries);

    /// <summary>Applies the next entry; its events are dropped.</summary>
    public void Apply(SequencedEntry entry) => _machine.Apply(entry, Nowhere.Instance);

    /// <summary>Applies the next entry.</summary>
    public EntryOutput Run(SequencedEntry entry) => _machine.Apply(entry);

    /// <summary>Where nobody keeps a tree: else the list of changes would grow with the log.</summary>
    public void DropChanges() => State.Changes.Drain();

    /// <summary>Whether these did not arrive in the order in which they are executed.</summary>
    public static bool IsSorted(IReadOnlyList<SequencedEntry> entries)
    {
        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i].Arrival < entries[i - 1].Arrival)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Nowhere : EventSink
    {
        public static readonly Nowhere Instance = new();

        public override void Take<T>(in T happened)
        {
        }
    }
}
