using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Engine.Previews;
using Offing.Gateway.Venue;
using Offing.Node.Receipts;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using AccountMargin = Offing.Engine.Margin.AccountView;

namespace Offing.Node;

/// <summary>Answers what the gateway asks.</summary>
/// <param name="receipts">Null: none are given.</param>
/// <param name="settlement">How it stands with its chain.</param>
public sealed class NodeVenue(
    NodeCore node, VenueFacts facts, IClock clock, FinalBatches final, ReceiptDesk? receipts = null,
    Func<SettlementView?>? settlement = null) : IVenue
{
    private const int SettlePoll_Ms = 50;

    /// <inheritdoc/>
    public VenueFacts Facts => facts;

    /// <inheritdoc/>
    public Time Now => clock.Now;

    /// <inheritdoc/>
    public ValueTask<SubmitResult> SubmitAsync(Entry entry, CancellationToken cancel)
    {
        var waiting = new TaskCompletionSource<SubmitResult>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        Submit(entry, result => waiting.TrySetResult(result));
        return new ValueTask<SubmitResult>(waiting.Task.WaitAsync(cancel));
    }

    /// <inheritdoc/>
    public void Submit(Entry entry, Action<SubmitResult> completed)
    {
        var submission = new Submission(entry, outcome => completed(outcome.Output is { } output
            ? SubmitResult.Done(output)
            : SubmitResult.Refused(outcome.Refusal)));
        if (!node.TryOffer(submission, out var refusal))
        {
            completed(SubmitResult.Refused(refusal));
        }
    }

    /// <inheritdoc/>
    public SignerView? FindSigner(Address key) => node.Read(state =>
        state.FindSession(key) is { } found && found.Session.IsActive(state.Time)
            ? new SignerView(found.Account.Owner, IsAgent: true)
            : state.FindAccount(key) is not null ? new SignerView(key, IsAgent: false) : null);

    /// <inheritdoc/>
    public RejectCode CheckNonce(Address signer, ulong nonce) => node.Read(state =>
    {
        var nonces = state.FindSession(signer)?.Session.Nonces ?? state.FindAccount(signer)?.Nonces;
        return nonces?.Examine(nonce, clock.Now) ?? RejectCode.None;
    });

    /// <inheritdoc/>
    public AccountView? FindAccount(Address account) => node.Read(state =>
        state.FindAccount(account) is { } found ? View(state, found) : null);

    /// <inheritdoc/>
    public PreviewView? Preview(Address account, Address? signer, PlaceOrders action) => node.Read(state =>
        state.FindAccount(account) is { } found ? RiskAnswers.Preview(state, found, signer, action) : null);

    /// <inheritdoc/>
    public ExplanationView? Explain(Address account) => node.Read(state =>
        state.FindAccount(account) is { } found ? RiskAnswers.Explain(state, found) : null);

    /// <inheritdoc/>
    public TradableView? Tradable(Address account, MarketId market) => node.Read(state =>
        state.FindAccount(account) is { } found ? RiskAnswers.Tradable(state, found, market) : null);

    /// <inheritdoc/>
    public IReadOnlyList<OtherVenueView> OtherVenues() => node.Read(RiskAnswers.OtherVenues);

    /// <inheritdoc/>
    public VenueRiskView Risk() => node.Read(RiskAnswers.Venue);

    /// <inheritdoc/>
    public OperatorView OperatorState() => node.Read(OperatorAnswers.Of);

    /// <inheritdoc/>
    public IReadOnlyList<MarketView> Markets() => node.Read(OperatorAnswers.Markets);

    /// <inheritdoc/>
    public OrderTermsView? FindTerms(Address account, OrderId order) => node.Read(state =>
    {
        var found = state.FindAccount(account);
        return found?.Orders.Find(order) is { } open ? new OrderTermsView(
                open.SelfTrade, open.AcrossSubAccounts, open.Display < open.Size ? open.Display : null,
                open.Displayed, UnlessZero(open.Expiry))
            {
                Group = open.Group == 0 ? null : open.Group,
            }
            : found?.FindWaiting(order) is { } waiting ? new OrderTermsView(
                waiting.SelfTrade, waiting.AcrossSubAccounts,
                waiting.Display.IsZero ? null : waiting.Display, Lots.Zero, UnlessZero(waiting.Expiry))
            {
                Group = waiting.Group == 0 ? null : waiting.Group,
            }
            : null;
    });

    /// <inheritdoc/>
    public FeesView Fees(Address account) => node.Read(state => FeesOf(state, state.FindAccount(account)));

    /// <inheritdoc/>
    public uint MaxBuilderFee(Address account, Address builder) => node.Read(
        state => state.FindAccount(account)?.BuilderFeeMost(builder) ?? 0);

    private static FeesView FeesOf(VenueState state, Account? account)
    {
        var rates = state.RatesOf(account);
        var volumes = account is null ? [] : state.VolumesOf(account).Select(
            day => new DayVolume(day.Day, day.Taker, day.Maker));
        return new FeesView(rates.Taker, rates.Maker, state.Fees, [.. volumes]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SessionView> Sessions(Address account) => node.Read(state =>
        state.FindAccount(account) is { } found
            ? found.Sessions.Where(session => session.IsActive(state.Time))
                .Select(session => new SessionView(session.Key, session.Name, session.Expiry.Milliseconds)
                {
                    Limits = session.Limits,
                    IsBreached = session.IsBreached,
                    DayLoss = AccountExplanation.LossOf(state, found, session),
                })
                .ToArray()
            : []);

    /// <inheritdoc/>
    public IReadOnlyList<WithdrawalView> Withdrawals(Address account)
    {
        var lastFinal = final.Last;
        return [.. node.Ledger.Withdrawals(account).Select(place =>
        {
            var (leaf, batch) = place;
            var posted = batch is not null && batch.Header.Number <= node.Ledger.LastPosted;
            var state = !posted ? WithdrawalState.Queued
                : batch!.Header.Number <= lastFinal ? WithdrawalState.Final : WithdrawalState.Pending;
            var claim = posted && batch!.Withdrawals.Claim(leaf.Index) is { } found
                ? new ClaimView(batch.Header, found.Proof.Path, found.Proof.Siblings)
                : null;
            return new WithdrawalView(
                leaf.Index, leaf.Owner, leaf.Amount, batch?.Header.Number, state, claim);
        })];
    }

    /// <inheritdoc/>
    public ReceiptResult Receipt(ulong seq) =>
        receipts?.Find(seq) ?? ReceiptResult.Refused(RejectCode.ReceiptUnknown);

    /// <inheritdoc/>
    public ReceiptResult Receipt(Address signer, ulong nonce) =>
        receipts?.Find(signer, nonce) ?? ReceiptResult.Refused(RejectCode.ReceiptUnknown);

    /// <inheritdoc/>
    public VenueStatus Status()
    {
        var last = node.Ledger.Last;
        return node.Read(state => new VenueStatus(
            state.InputCursor, state.Time,
            last.Number, node.Ledger.LastPosted ?? 0, final.Last ?? 0, last.NewRoot,
            [.. state.Publishers.Select((key, index) => new PublisherView(
                key, [.. state.Markets.Select(market => market.Reports[index].Sequence + 1)]))])
        {
            NextSwitch = state.SwitchSequence + 1,
            Settlement = settlement?.Invoke(),
        });
    }

    /// <inheritdoc/>
    public async ValueTask<ulong?> SettleAsync(CancellationToken cancel)
    {
        var cut = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!node.TryCut(outcome => cut.TrySetResult(outcome), out var number)
            || (await cut.Task.WaitAsync(cancel)).Output is null)
        {
            return null;
        }

        while (node.Ledger.LastPosted is not { } posted || posted < number)
        {
            await Task.Delay(SettlePoll_Ms, cancel);
        }

        return number;
    }

    private static ulong? UnlessZero(Time time) => time.Milliseconds == 0 ? null : time.Milliseconds;

    private static ClosingView? Closing(VenueState state, Account account, MarketId market) =>
        state.Waiting.FindClose(account, market) is { } close
            ? new ClosingView(close.Request, close.Left, close.Deadline)
            : null;

    private static AccountView View(VenueState state, Account account)
    {
        var margin = AccountMargin.Of(state, account);
        var positions = margin.Positions.ToDictionary(position => position.Market);
        var slots = account.Slots.Where(slot => !slot.IsFree).OrderBy(slot => slot.Market).Select(slot =>
            positions.TryGetValue(slot.Market, out var position)
                ? new SlotView(
                    slot.Market, slot.Size, slot.EntryNotional, position.Notional, position.UnrealisedPnl,
                    position.MarginUsed, slot.Leverage, slot.Mode == MarginMode.Cross,
                    position.LiquidationPrice)
                {
                    RawUsd = position.RawUsd, MaintenanceMargin = position.MaintenanceMargin,
                    FundingDue = position.FundingDue, Closing = Closing(state, account, slot.Market),
                }
                : new SlotView(
                    slot.Market, Lots.Zero, MicroUsd.Zero, MicroUsd.Zero, MicroUsd.Zero, MicroUsd.Zero,
                    slot.Leverage, slot.Mode == MarginMode.Cross, null));
        return new AccountView(
            account.Owner, account.Collateral, margin.Equity, margin.Notional, margin.InitialMargin,
            margin.MaintenanceMargin, margin.Withdrawable, [.. slots]);
    }
}
