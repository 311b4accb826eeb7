using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>What the operator has set, as a person reads it.</summary>
public static class OperatorText
{
    /// <summary>offing operator status.</summary>
    public static IEnumerable<string> Status(VenueNow now, JsonNode status)
    {
        yield return $"{status["venue"]}: entry {now.Data["seq"]} at {Moment.Text(now.Time_Ms)}, "
            + Halt(now.HaltReason);
        yield return $"operator {now.Data["operator"]?.GetValue<string>() ?? "none"}, next switch "
            + $"{now.NextSwitch}, changes are public for {now.ParameterDelay_Ms / 1_000} s";
        yield return $"batches: cut {status["lastBatch"]}, posted {status["lastPosted"]}, final "
            + $"{status["lastFinal"]}; requests of the chain taken: {now.QueueCursor}";
        foreach (var line in Chain(now, status["chain"]))
        {
            yield return line;
        }

        var fees = now.Data["fees"]!;
        yield return $"fees: taker {Rate(fees["taker"])}, maker {Rate(fees["maker"])}, "
            + $"{fees["tiers"]!.AsArray().Count} tiers";
        yield return $"publishers: {now.Quorum} must agree of "
            + string.Join(", ", now.Publishers.Select(
                (key, place) => $"{place} {(key.IsZero ? "none" : key)}"));
        foreach (var market in now.Markets)
        {
            yield return Market(market);
        }

        foreach (var stop in now.Stopped)
        {
            var isKey = stop["target"]!.GetValue<string>() != stop["account"]!.GetValue<string>();
            yield return $"stopped: {(isKey ? "key" : "account")} {stop["target"]}"
                + (isKey ? $" of {stop["account"]}" : "") + $", reason {stop["reason"]}";
        }

        yield return $"{now.Pending.Count()} changes wait"
            + (now.Pending.Any() ? "; ./offing operator pending tells them" : "");
    }

    /// <summary>offing operator pending.</summary>
    public static IEnumerable<string> Pending(VenueNow now)
    {
        foreach (var waiting in now.Pending)
        {
            var change = ChangeReader.Read(Hex.Decode(waiting["payload"]!.GetValue<string>()));
            var due = waiting["due"]!.GetValue<ulong>();
            var left_s = due > now.Time_Ms ? (due - now.Time_Ms + 999) / 1_000 : 0;
            yield return $"change {waiting["number"]} at {Moment.Text(due)}, in {left_s} s:";
            foreach (var line in Change(change, now))
            {
                yield return $"  {line}";
            }
        }

        yield return now.Pending.Any()
            ? "the rules take none of them back: propose what holds now again, and it takes effect after them"
            : "no change waits";
    }

    /// <summary>What a change does, a line each.</summary>
    public static IEnumerable<string> Change(Change change, VenueNow now)
    {
        yield return $"{change.Title(now)}:";
        foreach (var row in change.Rows(now))
        {
            yield return row.Before == row.After
                ? $"  {row.What}: {row.After}, as before"
                : $"  {row.What}: {row.Before} -> {row.After}";
        }
    }

    // How the venue stands with its chain, and what that asks of who runs it.
    private static IEnumerable<string> Chain(VenueNow now, JsonNode? chain)
    {
        if (chain is null)
        {
            yield break;
        }

        var (key, holder) = ($"{chain["key"]}", $"{chain["operator"]}");
        yield return $"chain: deposits {Code(chain["deposits"])}, batches {Code(chain["batches"])}; operator "
            + (key == holder ? $"{holder}, whose key posts here" : $"{holder}, and THE KEY HERE IS {key}'s");
        if (chain["nextOperator"] is { } next)
        {
            yield return $"announced: {next} follows at "
                + $"{Moment.Text(chain["nextOperatorFrom"]!.GetValue<ulong>())}"
                + ($"{next}" == key ? "" : ": start the venue with its key then (--operator-key)");
        }

        if (now.Data["operator"] is { } switches && $"{switches}" != holder)
        {
            yield return $"kill switches are {switches}'s until the chain's operator enters "
                + "./offing operator propose take-over";
        }
    }

    private static string Code(JsonNode? code) => $"{code}" == "None" ? "go on" : $"wait or stop: {code}";

    private static string Market(JsonNode market)
    {
        var decimals = market["szDecimals"]!.GetValue<int>();
        var cap = market["cap"]!.GetValue<long>();
        var reason = market["haltReason"]!.GetValue<ushort>();
        return $"{market["name"]}: {market["status"]}{(reason == 0 ? "" : $" for reason {reason}")}, mark "
            + Amounts.Text(market["mark"]!.GetValue<long>(), Amounts.UsdDecimals - decimals)
            + $", open interest {Amounts.Text(market["openInterest"]!.GetValue<long>(), decimals)}, cap "
            + (cap == 0 ? "none" : $"{Amounts.Text(cap, Amounts.UsdDecimals)} USDC")
            + $", leverage {market["maxLeverage"]}x, tiers {market["tiers"]!.AsArray().Count}";
    }

    private static string Rate(JsonNode? rate) =>
        $"{Amounts.Text(rate!.GetValue<long>(), Amounts.RateDecimals - 2)} %";

    private static string Halt(ushort reason) => reason == 0 ? "open" : $"stopped for reason {reason}";
}
