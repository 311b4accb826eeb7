using System.Diagnostics;
using HdrHistogram;
using Offing.Tools.Client;
using Offing.Tools.Load.Files;
using Offing.Tools.Load.Serving;

namespace Offing.Tools.Load.Driving;

/// <summary>
/// Sends a signed load over its connections and takes the time of every answer. One thread, which never
/// sleeps and never waits for an answer: a request counts from the moment it was due, sent or not.
/// </summary>
/// <param name="linkMost">Unanswered requests of one connection.</param>
/// <param name="claims">By account, for a venue that checks no signature; null: as it is signed.</param>
internal sealed class LoadDriver(
    IReadOnlyList<ILoadLink> links, int linkMost, LoadReader source, byte[][]? claims,
    Action<LoadSecond> progress)
{
    private const int Slots = 1 << 18;
    private const long Longest_Ns = 120_000_000_000;
    private const long Second_Ns = 1_000_000_000;
    private const long Patience_Ns = 15_000_000_000;
    private const int SendsAtOnce = 32;

    private readonly (long Due_Ns, LoadKind Kind, bool Counts)[] _slots = new (long, LoadKind, bool)[Slots];
    private readonly LongHistogram _second = new(Longest_Ns, 2);
    private readonly List<LoadSecond> _seconds = [];
    private LongHistogram _all = new(Longest_Ns, 3);
    private ulong _sent;
    private ulong _answered;
    private long _begin;
    private long _now_Ns;
    private long _itemsAtSecond;
    private bool _hasRequest;

    /// <summary>Every answer since the beginning, of all phases.</summary>
    public LoadTally Tally { get; } = new();

    /// <summary>Whether the file has been sent to its end.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Runs a phase to its end and waits until all is answered.</summary>
    /// <exception cref="VenueException">A connection broke, or answers do not come.</exception>
    public LoadOutcome Run(LoadPhase phase, CancellationToken stop)
    {
        _all = new LongHistogram(Longest_Ns, 3);
        _seconds.Clear();
        var schedule = phase.PerSecond is { } rate ? new LoadSchedule(rate) : (LoadSchedule?)null;
        var (warm, end) = (Nanoseconds(phase.Warm), Nanoseconds(phase.Warm + phase.Lasts));
        var next = Second_Ns;
        var (number, sentBefore, items, itemsBefore, countedFrom) = (0L, 0L, Tally.Items, -1L, 0L);
        _itemsAtSecond = Tally.Items;
        _begin = Stopwatch.GetTimestamp();
        while (!IsExhausted && (Tick() < end || Owes(schedule, number, end)))
        {
            if (_now_Ns >= warm && itemsBefore < 0)
            {
                (itemsBefore, countedFrom) = (Tally.Items, _now_Ns);
                sentBefore = schedule?.DueWithin(warm) ?? number;
            }

            var did = Send(phase, schedule, (warm, end), ref number) | Receive();
            if (_now_Ns >= next)
            {
                next += Second_Ns;
                EndSecond(schedule is { } due ? due.DueWithin(Math.Min(_now_Ns, end)) - number : 0);
                stop.ThrowIfCancellationRequested();
            }

            if (!did)
            {
                Thread.Yield();
            }
        }

        items = Tally.Items - Math.Max(0, itemsBefore);
        var perSecond = items * (double)Second_Ns / Math.Max(1, _now_Ns - countedFrom);
        Drain();
        return new LoadOutcome(
            phase, number - sentBefore, perSecond, _all, [.. _seconds],
            IsExhausted ? "the file was sent to its end" : "");
    }

    // What was due is sent, however late: left out, it would be the latency that nobody measures. A venue
    // that stays far behind is given up on: the seconds show by how much.
    private bool Owes(LoadSchedule? schedule, long number, long end_Ns) =>
        schedule is { } due && number < due.DueWithin(end_Ns) && _now_Ns < end_Ns + Patience_Ns;

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private long Tick() => _now_Ns =
        (long)((Stopwatch.GetTimestamp() - _begin) * (1e9 / Stopwatch.Frequency));

    private bool Send(
        LoadPhase phase, LoadSchedule? schedule, (long Warm, long End) counted, ref long number)
    {
        var sent = 0;
        for (; sent < SendsAtOnce && (int)(_sent - _answered) < phase.InFlight; sent++)
        {
            var due = schedule?.DueAt_Ns(number) ?? _now_Ns;
            if (due > _now_Ns || due >= counted.End || !Peek() || FreeLink() is not { } link)
            {
                break;
            }

            _slots[++_sent % Slots] = (due, source.Kind, due >= counted.Warm);
            link.Add(_sent, source.Body);
            _hasRequest = false;
            number++;
        }

        var wrote = false;
        foreach (var link in links)
        {
            wrote |= link.Flush();
        }

        return wrote || sent > 0;
    }

    // Requests of one account share a connection, so that they keep their order; over HTTP any free one does.
    private ILoadLink? FreeLink()
    {
        if (linkMost > 1)
        {
            var own = links[source.Account % links.Count];
            return own.InFlight < linkMost ? own : null;
        }

        foreach (var link in links)
        {
            if (link.InFlight == 0)
            {
                return link;
            }
        }

        return null;
    }

    private bool Peek()
    {
        if (!_hasRequest && !IsExhausted)
        {
            _hasRequest = source.Next();
            IsExhausted = !_hasRequest;
            if (_hasRequest && claims is not null)
            {
                ClaimedSignatures.Claim(source.Body, claims[source.Account]);
            }
        }

        return _hasRequest;
    }

    private bool Receive()
    {
        var any = false;
        foreach (var link in links)
        {
            any |= link.Receive(Take);
        }

        return any;
    }

    private void Take(ulong id, ReadOnlySpan<byte> answer)
    {
        if (id == 0 || id > _sent || _sent - id >= Slots)
        {
            throw new VenueException($"no request of ours: {System.Text.Encoding.UTF8.GetString(answer)}");
        }

        var (due, kind, counts) = _slots[id % Slots];
        _answered++;
        Tally.Take(kind, source.Plan.Batch, answer);
        var latency = Math.Clamp(Tick() - due, 1, Longest_Ns);
        _second.RecordValue(latency);
        if (counts)
        {
            _all.RecordValue(latency);
        }
    }

    private void EndSecond(long behind)
    {
        var any = _second.TotalCount > 0;
        var second = new LoadSecond(
            _now_Ns / (double)Second_Ns, Tally.Items - _itemsAtSecond,
            any ? _second.GetValueAtPercentile(99) : 0, any ? _second.GetMaxValue() : 0, behind);
        _itemsAtSecond = Tally.Items;
        _seconds.Add(second);
        _second.Reset();
        progress(second);
    }

    private void Drain()
    {
        var until = _now_Ns + Patience_Ns;
        while (_answered < _sent)
        {
            foreach (var link in links)
            {
                link.Flush();
            }

            Receive();
            if (Tick() > until)
            {
                throw new VenueException(
                    $"{_sent - _answered} requests got no answer in {Patience_Ns / Second_Ns} s");
            }
        }
    }
}
