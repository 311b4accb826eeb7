using System.Globalization;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Log;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Tools.Client;

namespace Offing.Tools.Drills;

/// <summary>
/// Replays a log from zero with an engine of its own and holds it against what clients were told and against
/// the state that the venue serves.
/// </summary>
internal sealed class Kill9Check
{
    private readonly Dictionary<UInt128, int> _placed = [];
    private readonly Dictionary<UInt128, int> _closed = [];
    private readonly Dictionary<ulong, UInt128> _names = [];
    private readonly Dictionary<ulong, Hash32> _roots = [];
    private ulong _entries;

    /// <summary>How many acknowledgements were held against the log.</summary>
    public int Acknowledged { get; private set; }

    /// <exception cref="VenueException">Something is lost, doubled or not equal.</exception>
    public static Kill9Check Run(
        GenesisConfig genesis, LogArchive log, IEnumerable<string> records, ulong batch, Hash32 root)
    {
        var check = new Kill9Check();
        // The clients go on meanwhile: what they have written by now stands in the log by now.
        var lines = records.SelectMany(File.ReadLines).ToArray();
        check.Replay(genesis, log.Records(), batch);
        foreach (var line in lines)
        {
            check.Hold(line);
        }

        var served = check._roots.GetValueOrDefault(batch);
        return served == root
            ? check
            : throw new VenueException(
                $"the venue serves batch {batch} with root {root}, a replay from zero comes to {served}");
    }

    private void Replay(GenesisConfig genesis, IEnumerable<LogRecord> log, ulong until)
    {
        var machine = new Machine(genesis);
        var tree = new StateTree(Rules.Hash);
        foreach (var entry in log.SelectMany(record => EntryCodec.DecodeRecord(record.Body)))
        {
            _entries++;
            Require(entry.Seq == _entries, $"entry {_entries} of the log has the number {entry.Seq}");
            foreach (var happened in machine.Apply(entry).Events)
            {
                Take(happened);
                if (happened is BatchEnded ended && ended.Number <= until)
                {
                    tree.Apply(LeafChanges.Capture(machine.State));
                    _roots[ended.Number] = tree.Root();
                }
            }
        }

        var violations = Invariants.Check(machine.State);
        Require(violations.Count == 0, string.Join("; ", violations));
    }

    private void Take(IEngineEvent happened)
    {
        if (happened is OrderPlaced { ClientId.IsNone: false } placed)
        {
            _names[placed.Order.Value] = placed.ClientId.Value;
            _placed[placed.ClientId.Value] = _placed.GetValueOrDefault(placed.ClientId.Value) + 1;
        }
        else if (happened is OrderClosed closed && _names.TryGetValue(closed.Order.Value, out var id))
        {
            _closed[id] = _closed.GetValueOrDefault(id) + 1;
        }
    }

    private void Hold(string line)
    {
        // The last line of a client that was stopped may be torn: it was not told, then.
        if (line.Split(' ') is not [var what, var number]
            || !UInt128.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return;
        }

        Acknowledged++;
        var found = (what == "P" ? _placed : _closed).GetValueOrDefault(id);
        Require(found == 1, $"acknowledged as {what}: {id}, which the log has {found} times");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new VenueException(otherwise);
        }
    }
}
