using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>What a kill switch is thrown for: the venue, a market, or an account or key.</summary>
/// <param name="Market">Its name; "" for the venue; null for an address.</param>
public sealed record SwitchTarget(string? Market, Address Address)
{
    public bool IsVenue => Market is "";

    public string Name => IsVenue ? "the venue" : Market ?? Address.ToString();
}

/// <summary>offing operator stop and lift: shows what a switch changes, and throws it.</summary>
public static class Switching
{
    /// <summary>Shows, and sends when it is confirmed.</summary>
    /// <param name="key">Only needed to send.</param>
    /// <exception cref="VenueException">It is refused; the message says what to do.</exception>
    public static async Task RunAsync(
        VenueClient venue, SwitchTarget target, ushort reason, Func<PrivateKey>? key, TextWriter output,
        CancellationToken stop)
    {
        var now = await VenueNow.AskAsync(venue, stop);
        var (before, market) = Before(now, target);
        await output.WriteLineAsync($"{target.Name}: {Words(before)} -> {Words(reason)}");
        await output.WriteLineAsync(reason == 0
            ? "what could increase a position is taken again"
            : "only what could increase a position is stopped; cancels, reductions and withdrawals pass"
                + (market is null || target.IsVenue ? "" : "; its liquidations and funding wait"));
        if (key is null)
        {
            await output.WriteLineAsync("nothing was sent; --confirm throws the switch");
            return;
        }

        var seq = await ThrowAsync(venue, now, target, market, reason, key(), stop);
        var after = Before(await VenueNow.AskAsync(venue, stop), target).Reason;
        await output.WriteLineAsync($"thrown with entry {seq}: {target.Name} is {Words(after)}");
    }

    private static (ushort Reason, uint? Market) Before(VenueNow now, SwitchTarget target)
    {
        if (target.IsVenue)
        {
            return (now.HaltReason, OperatorSwitch.Venue.Value);
        }

        if (target.Market is not { } name)
        {
            return (now.StopOf(target.Address), null);
        }

        var market = now.Market(name);
        return (market["haltReason"]!.GetValue<ushort>(), market["market"]!.GetValue<uint>());
    }

    private static async Task<ulong> ThrowAsync(
        VenueClient venue, VenueNow now, SwitchTarget target, uint? market, ushort reason, PrivateKey key,
        CancellationToken stop)
    {
        if (key.Address != now.Operator)
        {
            throw new VenueException(
                $"the key is that of {key.Address}, the venue's operator is {now.Operator}: name its key "
                + $"with --key-file or {OperatorKey.Variable}; who followed it on chain first enters "
                + "./offing operator propose take-over");
        }

        var domain = (await VenueSite.AskAsync(venue, stop)).Domain;
        var sequence = now.NextSwitch;
        var digest = market is { } id
            ? domain.Digest(new SwitchMessage(id, reason, sequence))
            : domain.Digest(new StopMessage(target.Address, reason, sequence));
        var body = new JsonObject
        {
            [market is null ? "target" : "market"] =
                market is { } number ? number : target.Address.ToString(),
            ["reason"] = reason,
            ["sequence"] = sequence,
            ["signature"] = Secp256k1.Sign(digest, key).ToString(),
        };
        var reply = await venue.NativeAsync("operator", body.ToJsonString(), stop);
        return VenueClient.ErrorOf(reply) is { } error
            ? throw new VenueException(error + Advice(reply["code"]?.GetValue<string>()))
            : reply["data"]!["seq"]!.GetValue<ulong>();
    }

    private static string Advice(string? code) => code switch
    {
        "SWITCH_SEQUENCE" => " Another switch came in between: run the command again.",
        "STOP_UNKNOWN" => " It must have deposited, or been granted as a session key.",
        _ => "",
    };

    private static string Words(ushort reason) => reason == 0 ? "open" : $"stopped for reason {reason}";
}
