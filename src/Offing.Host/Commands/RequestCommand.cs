using System.CommandLine;
using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using Offing.Tools.Client;
using Offing.Tools.Exit;
using Offing.Tools.Requests;
using SessionLimits = Offing.Protocol.Commands.SessionLimits;

namespace Offing.Host.Commands;

/// <summary>offing request: what an owner demands of a venue through the chain.</summary>
internal static class RequestCommand
{
    private const ulong Day_Ms = 24UL * 3_600 * 1_000;

    public static Command Create() => new(
        "request",
        "Demand something of a venue through its chain, with the account's own key: it must serve or refuse "
        + "it by rule before its deadline, or anyone may end the venue.")
    {
        Withdraw(), Close(), CancelAll(), Grant(), Revoke(),
    };

    private static Command Withdraw()
    {
        var amount = new Option<string?>("--usdc")
        {
            Description = "As much of it as may leave the account; all, when not given.",
        };
        var (command, sub) = OfAccount(
            "withdraw", "Take money out: claimable on chain (offing exit does) when its batch is final.");
        command.Add(amount);
        return Finish(command, (parsed, owner, _) =>
        {
            var asked = parsed.GetValue(amount) is { } text ? Amounts.Usd(text, "--usdc") : 0;
            var (account, ordinal) = Account(owner, parsed.GetValue(sub));
            return RequestCalls.Withdrawal(account, ordinal, asked);
        });
    }

    private static Command Close()
    {
        var market = new Option<string>("--market")
        {
            Description = "Its name, or its number if it was listed later.", Required = true,
        };
        var size = new Option<string?>("--size") { Description = "All of the position, when not given." };
        var (command, sub) = OfAccount(
            "close",
            "Close a position within 2 % of the mark, and from the deadline on at the mark against others, "
            + "who get 1 % for it.");
        command.Add(market);
        command.Add(size);
        return Finish(command, (parsed, owner, site) =>
        {
            var name = parsed.GetValue(market)!;
            var (account, ordinal) = Account(owner, parsed.GetValue(sub));
            return RequestCalls.Close(
                account, ordinal, site.Market(name), site.Lots(name, parsed.GetValue(size)));
        });
    }

    private static Command CancelAll()
    {
        var (command, sub) = OfAccount("cancel-all", "Cancel every order, conditional order and TWAP.");
        return Finish(command, (parsed, owner, _) =>
        {
            var (account, ordinal) = Account(owner, parsed.GetValue(sub));
            return RequestCalls.CancelAll(account, ordinal);
        });
    }

    private static Command Grant()
    {
        var session = Session();
        var days = new Option<int>("--days") { Description = "180, the most, when not given." }
            .Between(1, 180, "--days must be a number from 1 to 180");
        var order = new Option<string?>("--max-order") { Description = "Largest order, USDC." };
        var position = new Option<string?>("--max-position") { Description = "Largest position, USDC." };
        var loss = new Option<string?>("--max-daily-loss") { Description = "Largest loss of a day, USDC." };
        var leverage = new Option<uint>("--max-leverage") { Description = "Highest leverage." };
        var reduceOnly = new Option<bool>("--reduce-only") { Description = "It may only reduce positions." };
        var markets = new Option<string[]>("--market")
        {
            Description = "The markets that it may trade; all, when not given.",
        };
        var command = new Command(
            "grant", "Let a session key trade. What is not given is the venue's default, mostly no limit.")
        {
            session, days, order, position, loss, leverage, reduceOnly, markets,
        };
        return Finish(command, (parsed, _, site) => RequestCalls.Grant(
            CommonOptions.AddressOf("--session", parsed.GetValue(session)!),
            parsed.GetValue(days) is var d and > 0
                ? (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + ((ulong)d * Day_Ms)
                : 0,
            new SessionLimits(
                Usd(parsed.GetValue(order), "--max-order"),
                Usd(parsed.GetValue(position), "--max-position"),
                Usd(parsed.GetValue(loss), "--max-daily-loss"), parsed.GetValue(leverage),
                parsed.GetValue(reduceOnly),
                [.. (parsed.GetValue(markets) ?? []).Select(site.Market).OrderBy(id => id.Value)])));
    }

    private static Command Revoke()
    {
        var session = Session();
        return Finish(
            new Command("revoke", "Take a session key back, for ever.") { session },
            (parsed, _, _) => RequestCalls.Revocation(
                CommonOptions.AddressOf("--session", parsed.GetValue(session)!)));
    }

    private static (Command Command, Option<uint?> Sub) OfAccount(string name, string description)
    {
        var sub = new Option<uint?>("--sub")
        {
            Description = "Of the key's sub-account with this ordinal, from 0; its money goes to the key.",
        };
        return (new Command(name, description) { sub }, sub);
    }

    private static (Address Account, uint Ordinal) Account(Address owner, uint? sub) =>
        (sub is { } ordinal ? SubAccountAddress.Of(owner, ordinal) : owner, sub ?? 0);

    private static Option<string> Session() => new("--session")
    {
        Description = "Address of the session key.", Required = true,
    };

    private static MicroUsd Usd(string? text, string option) =>
        text is null ? MicroUsd.Zero : new MicroUsd((long)Amounts.Usd(text, option));

    private static Command Finish(Command command, Func<ParseResult, Address, RequestSite, byte[]> call)
    {
        var (rpc, vault, fromBlock) = VerifyCommand.ChainOptions();
        var key = new Option<string?>("--key")
        {
            Description = "The account's own key, 0x and 64 hex digits; others on this machine may see it: "
                + $"--key-file and the environment's {ExitKey.Variable} keep it from them.",
        };
        var file = new Option<string?>("--key-file") { Description = "A file that holds the key." };
        var leaves = new Option<bool>("--no-wait") { Description = "Do not wait until it is consumed." };
        foreach (Option option in (Option[])[rpc, vault, fromBlock, key, file, leaves])
        {
            command.Add(option);
        }

        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var owner = ExitKey.Read(parsed.GetValue(key), parsed.GetValue(file));
            using var client = new JsonRpcClient(CommonOptions.Url("--rpc", parsed.GetValue(rpc)!));
            var site = new RequestSite(
                client, CommonOptions.AddressOf("--vault", parsed.GetValue(vault)!),
                parsed.GetValue(fromBlock));
            await new RequestRunner(
                client, site, owner, Console.WriteLine, VerifyCommand.Progress()).RunAsync(
                call(parsed, owner.Address, site), !parsed.GetValue(leaves), stop);
        }));
        return command;
    }
}
