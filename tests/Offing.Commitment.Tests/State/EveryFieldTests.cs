using System.Reflection;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Engine.Sessions;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Commitment.Tests.State;

// While a field is changed, so is every object that other tests share with it, like the limits of a grant
// that has none: nothing else may run.
[CollectionDefinition(nameof(EveryFieldTests), DisableParallelization = true)]
[Collection(nameof(EveryFieldTests))]
public sealed class EveryFieldTests
{
    // Everything else that the engine keeps stands in the root.
    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["VenueState._byAddress"] = "an index over the accounts",
        ["VenueState._bySessionKey"] = "an index over the accounts' grants",
        ["VenueState.Orders"] = "the orders of the books, which are walked one by one",
        ["VenueState.NextStale"] = "follows from the reports",
        ["VenueState.Danger"] = "follows from the accounts and the marks",
        ["Account._danger"] = "follows from the accounts and the marks",
        ["Account.IsDangerStale"] = "whose danger prices to compute anew",
        ["Account.WorthVersion"] = "tells the queues of an entry that they are out of date",
        ["Account.IsExempt"] = "follows from the address",
        ["MarketState._danger"] = "follows from the accounts and the marks",
        ["MarketState.Danger"] = "follows from the accounts and the marks",
        ["Slot.DangerHeap"] = "follows from the accounts and the marks",
        ["Slot.DangerPlace"] = "follows from the accounts and the marks",
        ["VenueState.Changes"] = "which leaves to write, not what they hold",
        ["Account.Orders"] = "an index over the books",
        ["Account._subAccounts"] = "an index over the accounts",
        ["Account.Rates"] = "follows from the volumes and the schedule",
        ["Account.RatesOf"] = "follows from the volumes and the schedule",
        ["VenueState.BaseFees"] = "follows from the schedule",
        ["VenueState.TakerMost"] = "follows from the schedule",
        ["VenueState.MakerMost"] = "follows from the schedule",
        ["VenueState.FeeEpoch"] = "tells old rates from new ones",
        ["VenueState.Today"] = "follows from the time",
        ["VenueState.TodayEnds_Ms"] = "follows from the time",
        ["BuilderApprovals._account"] = "of which the approvals are",
        ["MarketState.Gate"] = "follows from the status and that of the venue",
        ["MarketState.IsVenueHalted"] = "follows from the venue's own field",
        ["VenueState.Settling"] = "follows from the cursors of the markets",
        ["Account.Root"] = "follows from the master",
        ["Account.DayEnds_Ms"] = "follows from the days of the grants",
        ["Account._lossLimited"] = "an index over the grants",
        ["OrderDraft.LimitedKey"] = "follows from the signer",
        ["Order.LimitedKey"] = "follows from the signer",
        ["Account._changes"] = "which leaves to write, not what they hold",
        ["Account._slotMarkets"] = "follows from the slots",
        ["Account.Family"] = "follows from the master",
        ["Account.Waiting"] = "an index over what waits",
        ["TriggerBoard.Index"] = "an index over the conditional orders",
        ["TriggerBoard.Trailing"] = "an index over the conditional orders",
        ["TriggerBoard.TrailingPlaced"] = "follows from the conditional orders",
        ["TriggerBoard._changes"] = "which leaves to write, not what they hold",
        ["WaitingState._awake"] = "between entries, the markets that are behind and have a quorum",
        ["WaitingState._changes"] = "which leaves to write, not what they hold",
        ["TimerQueue.Next"] = "follows from the timers",
        ["TimerQueue._changes"] = "which leaves to write, not what they hold",
        ["Conditional._changes"] = "which leaves to write, not what they hold",
        ["OrderDraft.IsOfAnyValue"] = "false until the order goes to the book",
        ["OrderGroup.IsBuilding"] = "false between entries",
        ["OrderGroup.IsDecided"] = "read inside of the entry that places the group only",
        ["OrderGroup._changes"] = "which leaves to write, not what they hold",
        ["ForcedClose._changes"] = "which leaves to write, not what they hold",
        ["Twap._changes"] = "which leaves to write, not what they hold",
        ["ScheduledCancel._changes"] = "which leaves to write, not what they hold",
        ["Account.Margins"] = "follows from the slots and the marks",
        ["NonceSet._ring"] = "the nonces, which are walked one by one",
        ["NonceSet._start"] = "where in the ring they begin",
        ["NonceSet._highest"] = "the last of them",
        ["NonceSet.Count"] = "how many of the ring they are",
        ["Slot.Place"] = "its place in the account",
        ["Slot.Kept"] = "follows from the other fields and the mark",
        ["Slot.OpenOrders"] = "follows from the books and what waits",
        ["Slot.IsToBeWatched"] = "false between entries",
        ["Slot.PositionWatchers"] = "follows from the books and what waits",
        ["MarketState.HasQuotes"] = "follows from the quotes",
        ["VenueParameters.Name"] = "a name for people; no rule reads it",
        ["MarketState.FundingMoves"] = "tells whether a margin that is kept is out of date",
        ["GenesisConfig.Markets"] = "where the markets began; what they are now is walked",
        ["GenesisConfig.Publishers"] = "where the publishers began",
        ["OracleParameters.Quorum"] = "where the venue's own began",
        ["MarketState._changes"] = "which leaves to write, not what they hold",
        ["Order.Handle"] = "where the order is kept",
        ["Order.BookId"] = "where the book keeps it",
        ["Order.NextOfOwner"] = "an index over the books",
        ["Order.PreviousOfOwner"] = "an index over the books",
        ["Order.NamedPlace"] = "which leaves to write, not what they hold",
        ["MarketState.Margin"] = "follows from the parameters",
        ["MarketState.Scale_Nano"] = "follows from open interest, mark and parameters",
        ["MarketState.Orders"] = "the book: its orders are walked one by one",
        ["GenesisConfig.Fees"] = "where the venue's own began",
        ["GenesisConfig.Operator"] = "where the venue's own began",
        ["GenesisConfig.Name"] = "a name for people; no rule reads it",
        ["GenesisConfig.Bytes"] = "batch 0; its parsed values are walked",
        ["GenesisConfig.Hash"] = "follows from the bytes",
        ["GenesisConfig.IsNet"] = "what batches carry on chain; no transition reads it",
    };

    private readonly Flow _flow = new(11);

    // Until everything that can wait does.
    public EveryFieldTests()
    {
        _flow.Run(600);
        for (var i = 0; i < 200 && !HasAll(_flow.Machine.State); i++)
        {
            _flow.Run(20);
        }
    }

    private static bool HasAll(VenueState state) =>
        state.Waiting.Twaps.Count > 0 && state.Waiting.Closes.Count > 0 && HasPair(state.Waiting)
        && state.Accounts.Any(account => account.Orders.Count > 0)
        && state.Accounts.Any(account => account.Sessions.Any(key => key.Limits.Markets.Count > 0));

    private static bool HasPair(WaitingState waiting) => waiting.Groups.Any(group => group.Members.Count > 1);

    [Fact]
    public void Changing_any_field_of_the_state_alone_changes_the_root()
    {
        var state = _flow.Machine.State;
        GiveLimits(state);
        GiveReach(state);
        var before = PlainStateTree.Root(state, Hash32.Zero);
        var unchanged = new List<string>();
        var walked = new HashSet<string>();
        var walk = new FieldWalk(IsExempt, path =>
        {
            walked.Add(path);
            if (IsUnchanged(state, before))
            {
                unchanged.Add(path);
            }
        });
        walk.Object(state, "state");
        foreach (var market in state.Markets)
        {
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                if (market.Book.Best(side) is { } order)
                {
                    walk.Object(order, $"order[{order.Id.Value}]");
                }
            }
        }

        foreach (var account in state.Accounts)
        {
            Nonces(walk, account.Nonces, $"account[{account.Index}].Nonces");
            foreach (var session in account.Sessions)
            {
                Nonces(walk, session.Nonces, $"session[{session.Key}].Nonces");
            }
        }

        Assert.Empty(unchanged);
        Assert.Equal(before, PlainStateTree.Root(state, Hash32.Zero));
        AssertWalked(walked);
    }

    [Fact]
    public void No_exemption_has_lost_its_field()
    {
        var types = typeof(VenueState).Assembly.GetTypes().Concat(typeof(SessionLimits).Assembly.GetTypes());
        var fields = types.SelectMany(type => type
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(Name));
        Assert.Empty(Exempt.Keys.Except(fields));
    }

    // A ring that is not full has places that hold nothing.
    private static void Nonces(FieldWalk walk, NonceSet set, string path)
    {
        const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;
        var ring = (ulong[])typeof(NonceSet).GetField("_ring", Private)!.GetValue(set)!;
        var start = (int)typeof(NonceSet).GetField("_start", Private)!.GetValue(set)!;
        for (var i = 0; i < set.Count; i++)
        {
            walk.Element(ring, (start + i) % ring.Length, path);
        }
    }

    // The changed index of a scheduled cancel may be that of another: no tree has one key twice.
    private static bool IsUnchanged(VenueState state, Hash32 before)
    {
        try
        {
            return PlainStateTree.Root(state, Hash32.Zero) == before;
        }
        catch (AssertionFailedException)
        {
            return false;
        }
    }

    // A free slot holds nothing but the mode that says so, which is walked.
    private static bool IsExempt(object owner, FieldInfo field) =>
        Exempt.ContainsKey(Name(field))
        || field.FieldType.IsAssignableTo(typeof(Delegate))
        || (owner is Slot { IsFree: true } && Name(field) != "Slot.Mode")
        || (owner is TriggerBoard { IsBehind: false } && Name(field) != "TriggerBoard.IsBehind");

    // One with every limit, whatever the flow granted.
    private static void GiveLimits(VenueState state)
    {
        var limits = new SessionLimits(
            new MicroUsd(1), new MicroUsd(2), new MicroUsd(3), 4, false, new[] { new MarketId(1) });
        var field = typeof(Session).GetField(
            "<Limits>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!;
        field.SetValue(state.Accounts.First(account => account.Sessions.Count > 0).Sessions[0], limits);
    }

    // To be behind the mark takes hundreds of triggers; a market that is not behind has no leaf of it.
    private static void GiveReach(VenueState state)
    {
        var board = state.Markets[1].Triggers;
        typeof(TriggerBoard).GetProperty(nameof(TriggerBoard.IsBehind))!.SetValue(board, true);
        typeof(TriggerBoard).GetProperty(nameof(TriggerBoard.Low))!.SetValue(board, new Ticks(5));
    }

    // The walk must not have passed by what matters most.
    private static void AssertWalked(HashSet<string> walked)
    {
        string[] parts =
        [
            "Collateral", "EntryNotional", "Leverage", "Volume", "Nonces", "Expiry", "MaxDailyLoss",
            "OraclePrice", "_reports", "FundingIndex", "QueueHash", "NextTradeId", "Remaining", "ClientId",
            "Markets", "DepositsCredited", "Taker", "Quorum", "_publishers", "Name", "Offset", "Peak",
            "IsArmed", "IsPositionTied", "SelfTrade", "_members", "Parent", "Slice", "Randomize", "Quote",
            "_closes", "Left", "Deadline", "IsDue", "CloseCursor", "ForcedDeadline",
            "_schedules.Count", "_timers[0].Kind", "High", "Trigger", "_members[1]",
        ];
        Assert.All(parts, part => Assert.Contains(walked, p => p.Contains(part, StringComparison.Ordinal)));
        Assert.True(walked.Count > 500, $"only {walked.Count}");
    }

    private static string Name(FieldInfo field)
    {
        var end = field.Name.IndexOf('>', StringComparison.Ordinal);
        var name = end > 0 ? field.Name[1..end] : field.Name;
        return $"{field.DeclaringType!.Name}.{name}";
    }
}
