using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Tools.Exit;

/// <summary>What to ask of a venue that still runs, through the chain's queue.</summary>
internal static class ExitRequests
{
    // The contract refuses a ninth of an account.
    private const int OpenMost = 8;

    // What is refused again and again costs gas for nothing.
    private const int WithdrawalsMost = 3;

    /// <summary>Whether nothing of the key is in the venue or on its way.</summary>
    public static bool IsOut(ExitView view) =>
        view.Withdrawals.Count == 0 && view.Requests.All(each => each.IsConsumed)
        && view.Accounts.All(account => IsEmpty(view, account));

    /// <summary>For who is out: what is left, if anything is.</summary>
    public static string Left(ExitView view)
    {
        var left = view.Accounts.Where(account => account.Equity > MicroUsd.Zero)
            .Aggregate(MicroUsd.Zero, (sum, each) => sum + each.Equity);
        return left.IsZero
            ? "nothing of this key is left in the venue"
            : $"what is left ({FundCommand.Usd(left)} USDC) is less than what a request for it costs";
    }

    /// <summary>What there is to ask for now, whatever it costs.</summary>
    // Sub-accounts first: what their requests bring in stands in the master's account.
    public static IReadOnlyList<ExitCall> Wanted(ExitView view)
    {
        var calls = view.Accounts.OrderByDescending(account => account.IsSub)
            .SelectMany(account => Of(view, account)).ToList();
        var isOfSub = calls.Any(call => call.Account != view.Key);
        if (isOfSub && !calls.Any(call => call.Account == view.Key) && !IsAsked(view, view.Key))
        {
            calls.Add(new ExitCall(ExitCallKind.Withdraw, view.Key));
        }

        return calls;
    }

    /// <summary>Requests that can be entered now; null when there are none.</summary>
    public static ExitStep? Next(ExitView view)
    {
        var calls = Wanted(view);
        if (calls.Count == 0)
        {
            return null;
        }

        var affordable = (int)UInt128.Min(
            view.Wallet / Math.Max(1, view.RequestPrice), (UInt128)calls.Count);
        if (affordable == 0)
        {
            return new StuckStep(
                $"a request costs {FundCommand.Usd(new MicroUsd((long)view.RequestPrice))} USDC, and "
                + $"{view.Key} has {FundCommand.Usd(new MicroUsd((long)view.Wallet))}: send it some and run "
                + "this again; the price comes back when the request is served");
        }

        var now = calls.Take(affordable).ToList();
        return new SendStep(
            $"enter {now.Count} request(s) that the venue must serve",
            [new ExitCall(ExitCallKind.Approve, view.Key, Index: (ulong)now.Count), .. now]);
    }

    // Who owes more than he has in one bucket may still have something in another.
    private static bool IsEmpty(ExitView view, ExitAccount account) =>
        account.Equity.Value <= (long)view.RequestPrice && account.Claim <= view.RequestPrice;

    private static List<ExitCall> Of(ExitView view, ExitAccount account)
    {
        var open = view.Requests.Where(each => !each.IsConsumed && each.Request.Type != RequestType.Deposit
            && each.Request.Account == account.Address).Select(each => each.Request).ToList();
        var room = OpenMost - open.Count;
        var calls = new List<ExitCall>();
        if (IsEmpty(view, account) || open.Any(each => each.Type == RequestType.Withdraw))
        {
            return calls;
        }

        if (account.Orders != 0 && open.All(each => each.Type != RequestType.CancelAll))
        {
            calls.Add(new ExitCall(ExitCallKind.CancelAll, account.Address));
        }

        calls.AddRange(account.Positions.Where(held => !held.IsClosing && !IsAsked(open, held.Market))
            .Select(held => new ExitCall(ExitCallKind.Close, account.Address, held.Market)));
        // With those that fit comes the withdrawal of all: most of the time one round is enough. What a close
        // that waits will free is asked for when it is done.
        var isClosing = account.Positions.Any(held => held.IsClosing);
        if (calls.Count < room && !isClosing && account.Equity > MicroUsd.Zero && MayAsk(view, account))
        {
            calls.Add(new ExitCall(ExitCallKind.Withdraw, account.Address));
        }

        return [.. calls.Take(room)];
    }

    private static bool IsAsked(IEnumerable<QueueRequest> open, MarketId market) =>
        open.Any(each => each.Type == RequestType.Close && MarketOf(each) == market);

    private static bool IsAsked(ExitView view, Address account) => view.Requests.Any(each =>
        !each.IsConsumed && each.Request.Type == RequestType.Withdraw && each.Request.Account == account);

    private static bool MayAsk(ExitView view, ExitAccount account) =>
        view.Requests.Count(each => each.Request.Type == RequestType.Withdraw
            && each.Request.Account == account.Address
            && view.Now_S <= each.Request.L1Time + view.Deadlines.Forced_S) < WithdrawalsMost;

    // Behind the price that every request of an owner begins with.
    internal static MarketId MarketOf(QueueRequest request)
    {
        var payload = request.Payload;
        return payload.Length < sizeof(ulong) + sizeof(uint)
            ? new MarketId(uint.MaxValue)
            : new MarketId(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(
                payload.AsSpan(sizeof(ulong))));
    }
}
