using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Gateway.Venue;

/// <summary>
/// All that the gateway asks of the venue; the node answers. Every member may be called from any thread. No
/// answer shows anything that is not durable yet.
/// </summary>
public interface IVenue
{
    /// <summary>What never changes while the venue runs.</summary>
    VenueFacts Facts { get; }

    /// <summary>The time against which the door checks nonces and expiries.</summary>
    Time Now { get; }

    /// <summary>
    /// Sequences and executes a <see cref="SignedAction"/> or a publisher's report. Completes only
    /// when the entry is durable, executed, and applied to the market data: a client that has its answer
    /// finds its effect in every later query.
    /// </summary>
    /// <param name="entry">Its signature has been checked.</param>
    /// <param name="cancel">Stops the waiting, not the entry.</param>
    ValueTask<SubmitResult> SubmitAsync(Entry entry, CancellationToken cancel);

    /// <summary>The same without waiting.</summary>
    /// <param name="entry">Its signature has been checked.</param>
    /// <param name="completed">
    /// Told once, from any thread, the node's own too: it must neither wait nor throw.
    /// </param>
    void Submit(Entry entry, Action<SubmitResult> completed)
    {
        var pending = SubmitAsync(entry, CancellationToken.None).AsTask();
        if (pending.IsFaulted)
        {
            pending.GetAwaiter().GetResult();
        }

        _ = TellAsync(pending, completed);
    }

    /// <summary>
    /// Whom a key acts for; null when nobody. A session key comes before an account of the same address:
    /// anyone may deposit for any address, and that must not take a key away from its owner.
    /// </summary>
    SignerView? FindSigner(Address key);

    /// <summary>
    /// The door's view of a nonce: <see cref="RejectCode.None"/>, or why it will not be taken. The engine has
    /// the last word.
    /// </summary>
    RejectCode CheckNonce(Address signer, ulong nonce);

    /// <summary>The account at current marks; null when it never had a deposit.</summary>
    AccountView? FindAccount(Address account);

    /// <summary>
    /// What would become of an order of the account if it were the next entry; null when there is no such
    /// account. Nothing happens.
    /// </summary>
    /// <param name="signer">The key that would sign; null: the owner's.</param>
    /// <param name="action">Of one order.</param>
    PreviewView? Preview(Address account, Address? signer, PlaceOrders action);

    /// <summary>Each requirement of the account and what it is made of; null when there is none.</summary>
    ExplanationView? Explain(Address account);

    /// <summary>
    /// The largest orders at the mark that would be let in now; null when there is no such account.
    /// </summary>
    TradableView? Tradable(Address account, MarketId market);

    /// <summary>Other venues as they count in funding now, by market.</summary>
    IReadOnlyList<OtherVenueView> OtherVenues();

    /// <summary>What stands behind the accounts, and what the markets ask for now.</summary>
    VenueRiskView Risk();

    /// <summary>
    /// What an open order asks for beyond the compatible wire; null when the account has no such open order.
    /// </summary>
    OrderTermsView? FindTerms(Address account, OrderId order);

    /// <summary>What the account pays for its trades, and on which volumes.</summary>
    FeesView Fees(Address account);

    /// <summary>The most that a builder may charge the account, tenths of a basis point.</summary>
    uint MaxBuilderFee(Address account, Address builder);

    /// <summary>Session keys that are active now, oldest first.</summary>
    IReadOnlyList<SessionView> Sessions(Address account);

    /// <summary>Withdrawals of the account, oldest first.</summary>
    IReadOnlyList<WithdrawalView> Withdrawals(Address account);

    /// <summary>The receipt of the entry with a sequence number.</summary>
    ReceiptResult Receipt(ulong seq) => ReceiptResult.Refused(RejectCode.ReceiptUnknown);

    /// <summary>The receipt of the action with a nonce of a signer.</summary>
    ReceiptResult Receipt(Address signer, ulong nonce) => ReceiptResult.Refused(RejectCode.ReceiptUnknown);

    /// <summary>What the operator has set, and what of it waits for its time.</summary>
    OperatorView OperatorState();

    /// <summary>The markets as they stand, by id.</summary>
    IReadOnlyList<MarketView> Markets();

    /// <summary>Head of the log, batches and publishers.</summary>
    VenueStatus Status();

    /// <summary>
    /// Development only: ends the batch now and posts it. The number of the batch that was posted, or null
    /// when that failed.
    /// </summary>
    ValueTask<ulong?> SettleAsync(CancellationToken cancel);

    private static async Task TellAsync(Task<SubmitResult> result, Action<SubmitResult> completed) =>
        completed(await result);
}

/// <summary>What became of a submitted entry.</summary>
/// <param name="Output">What it did; null when it was refused.</param>
/// <param name="Refusal">
/// Overloaded and Halted: nothing was logged. OutcomeUnknown: it may or may not have been. None with an
/// output.
/// </param>
public readonly record struct SubmitResult(EntryOutput? Output, RejectCode Refusal)
{
    /// <summary>It was executed.</summary>
    public static SubmitResult Done(EntryOutput output) => new(output, RejectCode.None);

    /// <summary>It was not, or nobody knows.</summary>
    public static SubmitResult Refused(RejectCode code) => new(null, code);
}

/// <summary>Whom a key acts for.</summary>
/// <param name="Account">The account itself, or the owner who granted the session key.</param>
public sealed record SignerView(Address Account, bool IsAgent);
