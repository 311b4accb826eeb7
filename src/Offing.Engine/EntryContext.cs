using Offing.Engine.Accounts;
using Offing.Engine.Liquidation;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine;

/// <summary>
/// An entry on its way through the rules: the state it changes and where its events go. A machine has one
/// and uses it for entry after entry.
/// </summary>
/// <param name="isDry">For a question that is no entry.</param>
internal sealed class EntryContext(VenueState state, bool isDry = false)
{
    public VenueState State { get; } = state;

    /// <summary>Set at the start of each entry.</summary>
    public EventSink Sink { get; set; } = new EventList();

    public Time Now => State.Time;

    /// <summary>What a matching step leaves to be done when the book may be changed again.</summary>
    public Aftermath Aftermath { get; } = new();

    /// <summary>Scratch of the dry run of fill-or-kill orders.</summary>
    public FillPreview Preview { get; } = new(isDry);

    /// <summary>
    /// Of a question: whether the key that would sign is found to have lost what it may, on the day that the
    /// order would be of. Null: as it is written.
    /// </summary>
    public bool? FoundBreached { get; init; }

    /// <summary>Whether the signing key may only reduce by its loss of the day.</summary>
    public bool IsBreached(Session key) => FoundBreached ?? key.IsBreached;

    /// <summary>Scratch of deleveragings.</summary>
    public DeleverageLine Deleverage { get; } = new();

    /// <summary>Likewise, for the markets and sides that an entry deleverages.</summary>
    public DeleverageQueues Leverages { get; } = new();

    /// <summary>For the next order only: a liquidation sends it.</summary>
    public LiquidationTerms? Liquidation { get; set; }

    /// <summary>Triggers that this entry may still fire.</summary>
    public int TriggersLeft { get; set; }

    /// <summary>Scratch: markets with triggers left for the next entry.</summary>
    public List<MarketState> Behind { get; } = [];

    /// <summary>
    /// While a group is placed: what became of those of its orders that went to the book with it.
    /// </summary>
    public List<(RejectCode Refusal, OrderResult Result)>? Released { get; set; }

    public void Emit<T>(in T happened)
        where T : struct, IEngineEvent => Sink.Take(happened);

    public void Emit(in ItemOutcome happened) => Sink.TakeOutcome(happened);

    public void Emit(in OrderPlaced happened) => Sink.TakePlaced(happened);

    public void Emit(in OrderRested happened) => Sink.TakeRested(happened);

    public void Emit(in OrderClosed happened) => Sink.TakeClosed(happened);

    public void Emit(in Traded happened) => Sink.TakeTraded(happened);
}

/// <summary>An action whose signer, expiry and nonce are good.</summary>
/// <param name="Account">For which it acts.</param>
/// <param name="Signer">The owner's key or a session's.</param>
internal readonly record struct ActionContext(EntryContext Entry, Account Account, Address Signer)
{
    /// <summary>The session that signed, when it has limits; null otherwise.</summary>
    public Session? LimitedKey { get; init; }

    /// <summary>Whom the fills of its orders pay; null: nobody.</summary>
    public BuilderCode? Builder { get; init; }

    public VenueState State => Entry.State;

    public Time Now => Entry.Now;

    public void Emit<T>(in T happened)
        where T : struct, IEngineEvent => Entry.Emit(happened);

    public void Emit(in ItemOutcome happened) => Entry.Emit(happened);

    public void Done() => Emit(new ActionDone(Account.Owner));

    public void Reject(RejectCode code) =>
        Emit(new ActionRejected(Account.Owner, code, NonceUsed: true));
}
