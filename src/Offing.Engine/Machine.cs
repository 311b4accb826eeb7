using Offing.Engine.Commands;
using Offing.Engine.Foresight;
using Offing.Engine.Funding;
using Offing.Engine.Liquidation;
using Offing.Engine.Oracle;
using Offing.Engine.Requests;
using Offing.Engine.Switches;
using Offing.Engine.Timers;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine;

/// <summary>The venue: a function of state and entry to the next state and events.</summary>
public sealed class Machine
{
    private readonly EntryContext _context;
    private readonly Lookahead _lookahead;

    public Machine(GenesisConfig genesis)
    {
        State = new VenueState(genesis);
        _context = new EntryContext(State);
        _lookahead = new Lookahead(State);
    }

    public VenueState State { get; }

    /// <summary><see cref="Apply(SequencedEntry, EventSink)"/> with the events in a list.</summary>
    public EntryOutput Apply(SequencedEntry entry)
    {
        var events = new EventList();
        Apply(entry, events);
        return new EntryOutput(entry, events.Events);
    }

    /// <summary>
    /// Fetches what the coming entries of a micro-batch need from memory. Changes no result, and may be left
    /// out: a batch that is applied with it goes on faster when the state is larger than the caches.
    /// </summary>
    /// <param name="next">Of the batch, the entry that is applied next; from 0, one after the other.</param>
    public void Foresee(ReadOnlySpan<SequencedEntry> batch, int next) => _lookahead.Before(batch, next);

    /// <summary>
    /// Applies the next entry of the log. Any entry, however wrong, gives events and never an exception.
    /// </summary>
    /// <exception cref="AssertionFailedException">
    /// The entry is not the next one, or its time falls: a bug of the caller.
    /// </exception>
    public void Apply(SequencedEntry entry, EventSink sink)
    {
        Check.That(entry.Seq == State.InputCursor + 1);
        Check.That(entry.Time >= State.Time);
        State.InputCursor = entry.Seq;
        State.Time = entry.Time;
        if (entry.Time.Milliseconds >= State.TodayEnds_Ms)
        {
            State.StartDay();
        }

        var context = _context;
        context.Sink = sink;
        context.TriggersLeft = Limits.TriggersPerEntry;
        Quorum.DropStale(context);
        if (State.Waiting.Timers.Next <= State.Time)
        {
            DueTimers.Run(context);
        }

        if (State.Settling != 0)
        {
            FinalSettlement.Run(context);
        }

        FireMet(context);
        Run(context, entry);
        FireMet(context);
        Liquidations.Run(context);
        // The fills of a liquidation may arm what the mark has met already.
        FireMet(context);
    }

    // What the last entry left comes before this one, what this one meets behind it.
    private static void FireMet(EntryContext context)
    {
        if (context.State.Waiting.IsAwake)
        {
            Firing.Run(context);
        }
    }

    private void Run(EntryContext context, SequencedEntry entry)
    {
        switch (entry.Entry)
        {
            case Started started:
                // An epoch that does not rise comes from a node that lost its lease: it changes nothing.
                Start(context, started);
                break;
            case Tick:
                OraclePrices.Advance(context);
                Liquidations.Retry(State);
                break;
            case BatchCut cut:
                Cut(context, cut);
                break;
            case QueueRequest request:
                RequestQueue.Consume(context, request);
                break;
            case Reversal reversal:
                Reversals.Take(context, reversal);
                break;
            case OracleReport report:
                OraclePrices.Take(context, report);
                break;
            case OperatorSwitch thrown:
                KillSwitches.Take(context, thrown);
                break;
            case OperatorStop thrown:
                KillSwitches.Take(context, thrown);
                break;
            case VenueReport report:
                VenueQuotes.Take(context, report);
                break;
            case SignedAction action:
                ActionDoor.Execute(context, action);
                break;
            default:
                Check.Fail("an entry of a kind that the codec does not know");
                break;
        }
    }

    private void Start(EntryContext context, Started started)
    {
        if (started.Epoch <= State.Epoch)
        {
            return;
        }

        State.Epoch = started.Epoch;
        Quorum.CloseGates(State);
        foreach (var market in State.Markets)
        {
            FundingPayment.Watch(context, market);
        }
    }

    private void Cut(EntryContext context, BatchCut cut)
    {
        if (cut.Number == State.LastBatch + 1)
        {
            State.LastBatch = cut.Number;
            ForcedCloses.Retry(context);
            context.Emit(new BatchEnded(cut.Number));
        }
    }
}
