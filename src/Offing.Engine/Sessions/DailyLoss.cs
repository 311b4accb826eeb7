using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Margin;
using Offing.Engine.Timers;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Sessions;

/// <summary>
/// The loss of a UTC day that a session key may bring to its owner. A key may trade for the owner's account
/// and for its sub-accounts, so all of these count together, and what moves between them is neither lost nor
/// won.
/// </summary>
internal static class DailyLoss
{
    /// <summary>
    /// To be called before an action of the account, a trade of it, a deposit to it or any other step that
    /// moves its money: the first one of a day starts the day of its owner's keys.
    /// </summary>
    // Without a key that has a daily limit the day never ends, so that it costs a comparison.
    public static void Touch(VenueState state, Account account)
    {
        if (state.Time.Milliseconds >= account.Root.DayEnds_Ms)
        {
            Start(state, account.Root);
        }
    }

    /// <summary>A key was granted: its day starts now.</summary>
    public static void Granted(VenueState state, Account owner, Session session)
    {
        if (session.Limits.MaxDailyLoss.IsZero)
        {
            return;
        }

        owner.LossLimited.Add(session);
        Start(session, state.Today, AccountView.Cut(Equity(state, owner)));
        owner.DayEnds_Ms = state.TodayEnds_Ms;
    }

    /// <summary>
    /// Which keys of a restored account have a day now, and when it is over. All that have one have the same,
    /// and it is the latest of all; an ended key that has its loss and no new day yet may be one of them or
    /// not: it may only reduce either way.
    /// </summary>
    public static void Restore(VenueState state, Account owner)
    {
        var latest = 0U;
        foreach (var session in owner.Sessions)
        {
            latest = session.Limits.MaxDailyLoss.IsZero ? latest : Math.Max(latest, session.Day);
        }

        foreach (var session in owner.Sessions)
        {
            if (!session.Limits.MaxDailyLoss.IsZero && session.Day == latest
                && (latest == state.Today || session.IsActive(state.Time) || !session.IsBreached))
            {
                owner.LossLimited.Add(session);
                owner.DayEnds_Ms = latest == state.Today
                    ? state.TodayEnds_Ms
                    : Days.EndOf(Days.StartOf(latest));
            }
        }
    }

    /// <summary>Money came to an account from outside its owner's, or (negative) left.</summary>
    public static void Transferred(Account account, MicroUsd amount)
    {
        foreach (var session in account.Root.LossLimited)
        {
            session.NetTransfers = AccountView.Cut((Int128)session.NetTransfers.Value + amount.Value);
        }
    }

    /// <summary>Loss since the start of the day, micro-USDC; zero while there is none.</summary>
    /// <param name="change">What equity is to be taken to differ from what it is.</param>
    public static Int128 Of(VenueState state, Account owner, Session session, Int128 change) =>
        Int128.Max(0, (Int128)session.DayStartEquity.Value + session.NetTransfers.Value
            - Equity(state, owner) - change);

    /// <summary>Whether a key has lost what it may, without a look at whether that was noticed.</summary>
    public static bool IsReached(VenueState state, Account account, Session session, Int128 change) =>
        !session.Limits.MaxDailyLoss.IsZero
        && Of(state, account.Root, session, change) >= session.Limits.MaxDailyLoss.Value;

    /// <summary>
    /// Notes when a key has lost what it may: its orders that could increase a position are to be cancelled
    /// with what follows from the step.
    /// </summary>
    /// <param name="account">One that the key acts for.</param>
    public static void Watch(EntryContext context, Account account, Session session)
    {
        if (session.IsBreached || !IsReached(context.State, account, session, 0))
        {
            return;
        }

        var loss = AccountView.Cut(Of(context.State, account.Root, session, 0));
        session.IsBreached = true;
        context.Emit(new KeyLossReached(account.Root.Owner, session.Key, loss));
        context.Aftermath.Breached(account.Root, session);
    }

    /// <summary>
    /// Cancels the orders at rest of a key that could increase a position, by id, account by account.
    /// </summary>
    public static void CancelOrders(EntryContext context, Account owner, Session session)
    {
        CancelOf(context, owner, session);
        foreach (var account in owner.SubAccounts)
        {
            CancelOf(context, account, session);
        }
    }

    private static void CancelOf(EntryContext context, Account account, Session session)
    {
        foreach (var order in account.Orders.InIdOrder)
        {
            if (order.LimitedKey == session && !order.ReduceOnly)
            {
                Resting.Close(context, order, OrderStatus.KeyLimitCanceled);
            }
        }
    }

    // Keys that ended get no new day: their orders that are still at rest may only reduce. Each leaves the
    // list once, so that a day's start costs for the keys that are active and those that ended since.
    private static void Start(VenueState state, Account owner)
    {
        var equity = AccountView.Cut(Equity(state, owner));
        var day = state.Today;
        for (var i = owner.LossLimited.Count - 1; i >= 0; i--)
        {
            var session = owner.LossLimited[i];
            if (session.IsActive(state.Time))
            {
                Start(session, day, equity);
            }
            else
            {
                session.IsBreached = true;
                owner.LossLimited.RemoveAt(i);
            }
        }

        owner.DayEnds_Ms = owner.LossLimited.Count == 0 ? ulong.MaxValue : state.TodayEnds_Ms;
    }

    private static void Start(Session session, uint day, MicroUsd equity)
    {
        session.Day = day;
        session.DayStartEquity = equity;
        session.NetTransfers = MicroUsd.Zero;
        session.IsBreached = false;
    }

    /// <summary>Of all accounts of an owner, micro-USDC.</summary>
    internal static Int128 Equity(VenueState state, Account owner)
    {
        var equity = OfAccount(state, owner);
        foreach (var account in owner.SubAccounts)
        {
            equity += OfAccount(state, account);
        }

        return equity;
    }

    private static Int128 OfAccount(VenueState state, Account account)
    {
        var equity = Bucket.Of(state, account).Equity;
        for (var i = 0; i < account.Slots.Count; i++)
        {
            var slot = account.SlotAt(i);
            equity += slot.IsIsolated ? Bucket.Of(state, account, slot).Equity : 0;
        }

        return equity;
    }
}
