using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Markets;
using Offing.Engine.Requests;
using Offing.Engine.Timers;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Restoring;

/// <summary>
/// Makes a machine from the leaves of its state alone. They are given in the order of the methods: the venue,
/// its markets, its accounts by index, the orders of each side of a book in priority order, what waits, the
/// timers. Whatever only helps to find things is built anew. It trusts what it is given: whoever restores
/// compares the root of the machine with that of the leaves.
/// </summary>
/// <exception cref="AssertionFailedException">Of any method: the leaves contradict each other.</exception>
public sealed class Restoration(GenesisConfig genesis)
{
    private readonly Machine _machine = new(genesis);
    private int _quorum;

    private VenueState State => _machine.State;

    public void Venue(VenueImage venue)
    {
        var state = State;
        _quorum = venue.Quorum;
        state.WithdrawalCount = venue.WithdrawalCount;
        state.QueueCursor = venue.QueueCursor;
        state.QueueHash = venue.QueueHash;
        state.InputCursor = venue.InputCursor;
        state.DepositsCredited = venue.DepositsCredited;
        state.WithdrawalsDebited = venue.WithdrawalsDebited;
        state.Time = venue.Time;
        state.NextOrderId = venue.NextOrderId;
        state.NextTradeId = venue.NextTradeId;
        state.Epoch = venue.Epoch;
        state.LastBatch = venue.LastBatch;
        state.LiquidationCursor = venue.LiquidationCursor;
        state.Fees = venue.Fees;
        state.HaltReason = venue.HaltReason;
        state.Operator = venue.Operator;
        state.SwitchSequence = venue.SwitchSequence;
        state.NextChange = venue.NextChange;
        state.NextRules = venue.NextRules;
        state.CloseCursor = venue.CloseCursor;
        state.PendingChanges.AddRange(venue.Pending);
        if (venue.InputCursor != 0)
        {
            state.StartDay();
        }
    }

    public void Market(MarketImage image)
    {
        var id = image.Parameters.Id;
        if (id.Value == 0)
        {
            State.RestorePublishers(image.Publishers, _quorum);
        }

        Check.That(image.Publishers.Count == State.Publishers.Count, "markets differ in their publishers");
        var market = State.FindMarket(id);
        if (market is null)
        {
            Check.That(id.Value == (uint)State.Markets.Count, "the markets are not in their order");
            market = State.AddWithoutPool(image.Parameters, image.ListedAt);
        }

        market.Restore(image);
        market.IsVenueHalted = State.HaltReason != 0;
        State.Settling += image.SettleCursor != 0 ? 1 : 0;
    }

    public void Account(AccountImage image)
    {
        var account = State.FindAccount(image.Owner) ?? FindPool(image.Owner) ?? State.CreateAccount(
            image.Owner, image.Master.IsZero ? null : MustFind(image.Master), image.Name);
        Check.That((uint)account.Index == image.Index, "the accounts are not in their order");
        (account.Collateral, account.StopReason) = (image.Collateral, image.StopReason);
        account.Nonces.Restore(image.Nonces);
        if (image.Volume is { } volume)
        {
            account.Volume.Restore(volume);
        }

        foreach (var builder in image.Builders)
        {
            (account.Builders ??= new(account)).Set(builder.Builder, builder.Most);
        }

        foreach (var slot in image.Slots)
        {
            account.RestoreSlot(slot.Place).Restore(slot);
        }

        foreach (var grant in image.Grants)
        {
            var session = account.Grant(grant.Key, grant.Name, grant.Expiry, grant.Limits);
            session.Restore(grant);
            State.IndexSession(account, session);
        }
    }

    public void Order(OrderImage image)
    {
        var owner = MustFind(image.Owner);
        var order = State.Orders.Rent();
        order.Restore(image, owner.Index, State.FindLimitedKey(owner, image.Signer));
        Resting.Restore(State, order, owner, MustFindSlot(owner, image.Market));
    }

    public void Waits(ConditionalImage image)
    {
        var owner = MustFind(image.Owner);
        var key = State.FindLimitedKey(owner, image.Signer);
        var order = Triggers.Conditional.Restore(image, State.MarketOf(image.Market), owner, key, State);
        Triggers.Waiting.Restore(State, order, owner, MustFindSlot(owner, image.Market));
    }

    public void Waits(GroupImage image)
    {
        var group = State.Waiting.AddGroup(image.Id, image.Kind, MustFind(image.Owner).Index);
        foreach (var member in image.Members)
        {
            group.Add(member);
        }

        group.SetParent(image.Parent);
    }

    public void Waits(TwapImage image)
    {
        var owner = MustFind(image.Owner);
        var twap = new Twaps.Twap(
            image.Id, owner.Index, image.Signer, image.Terms, image.Start, State.Changes);
        twap.Sent(image.Slice, image.Due);
        twap.Fill(image.Filled, image.Quote);
        State.Waiting.Add(twap);
        (owner.Waiting ??= new()).Twaps.Add(image.Id);
    }

    public void Waits(ScheduleImage image) =>
        State.Waiting.ScheduleOf(MustFind(image.Owner).Index).Restore(image);

    public void Waits(CloseImage image)
    {
        var owner = MustFind(image.Owner);
        var close = new ForcedClose(owner.Index, image.Market, image.Side, State.Changes)
        {
            Request = image.Request, Left = image.Left, Deadline = image.Deadline, IsDue = image.IsDue,
        };
        ForcedCloses.Put(State, close, MustFindSlot(owner, image.Market));
    }

    public void Waits(ReachImage image)
    {
        var market = State.MarketOf(image.Market);
        market.Triggers.Restore(image);
        // Without a quorum it sleeps until a report wakes it.
        if (market.HasQuorum)
        {
            State.Waiting.Wake(market);
        }
    }

    public void Timer(DueTimer timer) => State.Waiting.Timers.Add(timer);

    /// <summary>The machine, when all is given. Its record of changes names every leaf.</summary>
    public Machine Finish()
    {
        var state = State;
        foreach (var market in state.Markets)
        {
            Check.That(market.Pool is not null, "a market without its pool");
        }

        foreach (var account in state.Accounts)
        {
            Sessions.DailyLoss.Restore(state, account);
        }

        // Who is in danger follows from all that; only a turn that is left over is taken up at once.
        state.Danger.Refresh(state);
        state.Danger.Sleep();
        if (state.LiquidationCursor != 0)
        {
            state.Danger.Wake();
        }

        return _machine;
    }

    // Of a market that was listed: its account comes in its turn.
    private Account? FindPool(Address owner)
    {
        if (!SystemAccounts.IsFundingPool(owner))
        {
            return null;
        }

        foreach (var market in State.Markets)
        {
            if (SystemAccounts.FundingPool(market.Id) == owner)
            {
                return State.AddPool(market);
            }
        }

        return null;
    }

    private Account MustFind(Address owner)
    {
        var account = State.FindAccount(owner);
        Check.That(account is not null, "a leaf names an account that is not there");
        return account;
    }

    private static Slot MustFindSlot(Account owner, MarketId market)
    {
        var slot = owner.FindSlot(market);
        Check.That(slot is not null, "an order in a market where its owner has no slot");
        return slot;
    }
}
