using Offing.Log;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using SequencePosition = Offing.Sequencing.SequencePosition;

namespace Offing.Node.Logs;

/// <summary>What a check of a whole log found.</summary>
/// <param name="First">The first record that is kept; 0: the log is empty.</param>
/// <param name="Records">Records that hold, from the first on.</param>
/// <param name="Entries">Entries in them.</param>
/// <param name="Sorted">Records of these whose order of execution is not that of arrival.</param>
/// <param name="Head">Hash of the last of them; zero when there is none.</param>
/// <param name="Broken">The first record that does not hold; null when all do.</param>
/// <param name="State">When it was asked for and its place reached.</param>
public sealed record LogVerifyReport(
    ulong First, ulong Records, ulong Entries, ulong Sorted, Hash32 Head, BrokenRecord? Broken,
    StateAnswer? State)
{
    /// <summary>From which record on the order was recomputed, and not only the numbers; 0: none.</summary>
    public ulong OrderedFrom { get; init; }
}

/// <summary>
/// Checks all that a log says of itself: what a record's header says against its body, numbers and times,
/// the order of every micro-batch; who reads the records for it checks the chain. Of a log whose beginning
/// was pruned, what comes before the first state that is kept is checked by its numbers alone. Signers are
/// taken as the log names them.
/// </summary>
public sealed class LogVerification
{
    private const string Page = "spec/log.md";
    private readonly ReplayBase? _from;
    private readonly CheckedReplay _replay;
    private readonly StateFollower? _state;
    private readonly StampCheck _stamps = new();
    private SequencePosition? _pruned;
    private LogVerifyReport _report = new(0, 0, 0, 0, Hash32.Zero, null, null);

    private LogVerification(GenesisConfig genesis, ReplayBase? from, bool withState, ulong? at)
    {
        var begin = from ?? ReplayBase.Genesis(genesis);
        (_from, _replay) = (from, new CheckedReplay(begin));
        _state = withState ? new StateFollower(at, begin.Tree) : null;
        _state?.Follow(_replay.State);
    }

    /// <param name="withState">Whether the state is asked for.</param>
    /// <param name="at">Behind which sequence number; null: at the end.</param>
    /// <param name="progress">Told the number of each record that was checked.</param>
    /// <param name="from">For a log whose beginning was pruned: a state that is kept; else null.</param>
    /// <exception cref="FormatException">
    /// A body is no micro-batch, or the state cannot be had: pruned, or not so far.
    /// </exception>
    public static LogVerifyReport Run(
        GenesisConfig genesis, IEnumerable<LogRecord> log, bool withState = false, ulong? at = null,
        Action<ulong>? progress = null, ReplayBase? from = null)
    {
        var run = new LogVerification(genesis, from, withState, at);
        foreach (var record in log)
        {
            if (!run.Take(record))
            {
                return run._report;
            }

            progress?.Invoke(record.N);
        }

        return run.End(at);
    }

    private bool Take(LogRecord record)
    {
        var entries = CheckedReplay.Decode(record);
        if (_report.First == 0)
        {
            Begin(record, entries);
        }

        Join(record);
        var violation = _stamps.FindDefect(record, entries) is { } defect
            ? new OrderViolation(Page, defect, [])
            : FindViolation(entries);
        if (violation is not null)
        {
            _report = _report with
            {
                Broken = new BrokenRecord(record.N, entries[0].Seq, entries[^1].Seq, violation),
                State = _state?.Answer,
            };
            return false;
        }

        Apply(entries);
        _report = _report with
        {
            Records = _report.Records + 1, Entries = _report.Entries + (ulong)entries.Count,
            Sorted = _report.Sorted + (CheckedReplay.IsSorted(entries) ? 1UL : 0), Head = record.Hash,
        };
        return true;
    }

    private void Begin(LogRecord record, IReadOnlyList<SequencedEntry> entries)
    {
        _report = _report with { First = record.N };
        if (record.N == 1 && _from is null)
        {
            _report = _report with { OrderedFrom = 1 };
            return;
        }

        if (_state is not null && _from is null)
        {
            throw new FormatException(
                $"the log begins with record {record.N}, those before it were pruned, and no snapshot "
                + "of them is kept: the state cannot be had; verify without --state");
        }

        _pruned = new SequencePosition(
            entries[0].Seq, entries.Min(each => each.Arrival), entries[0].Time);
    }

    // Of a pruned log no action's account is known, so only numbers that do not follow are looked for.
    private OrderViolation? FindViolation(IReadOnlyList<SequencedEntry> entries) => _pruned is not { } at
        ? _replay.FindViolation(entries)
        : at.IsFollowedBy(entries)
            ? null
            : MicroBatchOrderChecker.FindViolation(entries, at, action => action.Signer);

    // From the record behind a kept state on, its accounts are known.
    private void Join(LogRecord record)
    {
        if (_from is not null && record.N == _from.Record + 1)
        {
            if (record.PreviousHash != _from.RecordHash)
            {
                throw new FormatException($"{_from.Name} is of another log: take it away");
            }

            _pruned = null;
            _report = _report with { OrderedFrom = record.N };
        }
    }

    private void Apply(IReadOnlyList<SequencedEntry> entries)
    {
        if (_pruned is { } at)
        {
            _pruned = at.After(entries);
            return;
        }

        _replay.Begin(entries);
        foreach (var entry in entries)
        {
            _replay.Apply(entry);
            _state?.Follow(_replay.State);
        }

        if (_state is null)
        {
            _replay.DropChanges();
        }
    }

    private LogVerifyReport End(ulong? at)
    {
        if (_from is null || _report.OrderedFrom > 0 || _report.First + _report.Records == _from.Record + 1)
        {
            _state?.End(_replay.State);
        }

        return _state is null || _state.Answer is not null
            ? _report with { State = _state?.Answer }
            : throw new FormatException(
                $"there is no sequence number {at} in the log, which ends with "
                + $"{_replay.State.InputCursor}: give one up to that with --at");
    }
}
