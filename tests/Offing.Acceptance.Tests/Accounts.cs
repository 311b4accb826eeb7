using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Acceptance.Tests;

/// <summary>What people do with their accounts, and what is said of these.</summary>
internal static class Accounts
{
    public static void Perform(Stage stage, string name, string? verb, Words words)
    {
        switch (verb)
        {
            case "deposits":
                stage.Deposit(name, Money(words));
                break;
            case "withdraws":
                var amount = Money(words);
                Performer.Act(stage, name, new Withdraw(stage.Names.Actor(name).Account, amount));
                break;
            case "demands":
                words.Must("withdrawal");
                stage.Demand(name, RequestType.Withdraw, Queue.Bytes((ulong)Money(words).Value));
                break;
            case "creates":
                words.Must("sub-account");
                Performer.Act(stage, name, new CreateSubAccount(words.Next()));
                break;
            case "gives" or "takes":
                var moved = Money(words);
                words.Must(verb == "gives" ? "to" : "from");
                var sub = stage.Names.Actor(words.Next()).Account;
                Performer.Act(stage, name, new TransferSubAccount(sub, verb == "gives", moved));
                break;
            case "approves":
                var builder = stage.Names.Actor(words.Next()).Signer;
                words.Must("for");
                Performer.Act(stage, name, new ApproveBuilderFee(builder, words.Whole()));
                break;
            case "grants":
                Performer.Act(stage, name, Grant(stage, words));
                break;
            case "sets":
                words.Must("leverage");
                var leverage = (uint)words.Whole();
                var market = stage.Names.Market(words.Next());
                var isCross = !words.Take("isolated");
                Performer.Act(stage, name, new UpdateLeverage(market, isCross, leverage));
                break;
            case "moves":
                Move(stage, name, words);
                break;
            case "tops":
                words.Must("up");
                var isolated = stage.Names.Market(words.Next());
                words.Must("to");
                Performer.Act(stage, name, new TopUpIsolatedMargin(isolated, words.Decimal()));
                break;
            case "is":
                Position(stage, name, words);
                break;
            case "has":
                var expected = Money(words);
                words.Must("USDC");
                var held = Account(stage, name);
                Same(
                    Narrator.Money(expected),
                    Narrator.Money(words.Take("in")
                        ? held.FindSlot(stage.Names.Market(words.Next()))?.IsolatedCollateral ?? MicroUsd.Zero
                        : held.Collateral));
                break;
            default:
                throw new BadLineException($"'{verb}' is nothing that anybody does");
        }
    }

    // "moves 500 USDC into BTC", "moves 500 USDC out of BTC"
    private static void Move(Stage stage, string name, Words words)
    {
        var amount = Money(words);
        words.Must("USDC");
        var isIn = words.Take("into");
        if (!isIn)
        {
            words.Must("out");
            words.Must("of");
        }

        var market = stage.Names.Market(words.Next());
        Performer.Act(stage, name, new UpdateIsolatedMargin(market, isIn ? amount : -amount));
    }

    // "grants bot [order 1000] [position 5000] [loss 100] [leverage 5] [reduce-only] [in BTC] [for 2h]"
    private static ApproveAgent Grant(Stage stage, Words words)
    {
        var key = words.Next();
        var limits = SessionLimits.None;
        var expiry = 0UL;
        while (!words.IsAtEnd)
        {
            switch (words.Next())
            {
                case "order":
                    limits = limits with { MaxOrderNotional = Money(words) };
                    break;
                case "position":
                    limits = limits with { MaxPositionNotional = Money(words) };
                    break;
                case "loss":
                    limits = limits with { MaxDailyLoss = Money(words) };
                    break;
                case "leverage":
                    limits = limits with { MaxLeverage = (uint)words.Whole() };
                    break;
                case "reduce-only":
                    limits = limits with { ReduceOnly = true };
                    break;
                case "in":
                    limits = limits with { Markets = [.. limits.Markets, stage.Names.Market(words.Next())] };
                    break;
                case "for":
                    expiry = stage.Now_Ms + words.Duration_Ms();
                    break;
                default:
                    throw new BadLineException("that is no limit of a grant");
            }
        }

        return new ApproveAgent(stage.Names.Actor(key).Signer, key, expiry, limits);
    }

    private static MicroUsd Money(Words words)
    {
        var isNegative = words.Peek?.StartsWith('-') == true;
        var value = isNegative ? new Words(words.Next()[1..]).Decimal() : words.Decimal();
        return value.TryScale(6, out var units)
            ? new MicroUsd(isNegative ? -(long)units : (long)units)
            : throw new BadLineException("USDC have six decimals");
    }

    // "is long 3 BTC", "is short 2 BTC", "is flat in BTC"
    private static void Position(Stage stage, string name, Words words)
    {
        var word = words.Next();
        WireDecimal? size = word is "long" or "short" ? words.Decimal() : null;
        if (size is null)
        {
            words.Must("in");
        }

        var market = stage.Names.Market(words.Next());
        var sign = word == "short" ? "-" : "";
        Same(
            size is null ? "0" : sign + size.Value,
            stage.Narrator.Size(market, Account(stage, name).FindSlot(market)?.Size ?? Lots.Zero));
    }

    private static Engine.Accounts.Account Account(Stage stage, string name) =>
        stage.State.FindAccount(stage.Names.Actor(name).Account)
        ?? throw new BadLineException($"{name} has no account");

    private static void Same(string expected, string got)
    {
        if (expected != got)
        {
            throw new BadLineException($"expected: {expected}\n  got: {got}");
        }
    }
}
