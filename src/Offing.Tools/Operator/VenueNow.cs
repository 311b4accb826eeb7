using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>What GET /native/operator says: switches, parameters, and changes that wait.</summary>
/// <param name="Data">Of the answer.</param>
public sealed record VenueNow(JsonNode Data)
{
    /// <exception cref="VenueException">It does not answer, or has no operator.</exception>
    public static async Task<VenueNow> AskAsync(VenueClient venue, CancellationToken stop)
    {
        var reply = await venue.NativeAsync("operator", null, stop);
        var data = VenueClient.ErrorOf(reply) is { } error ? throw new VenueException(error) : reply["data"]!;
        return new VenueNow(data);
    }

    /// <summary>Who reports prices, by place; zero: nobody.</summary>
    public IReadOnlyList<Address> Publishers =>
        [.. Data["publishers"]!.AsArray().Select(key => Address.Parse(key!.GetValue<string>()))];

    /// <summary>How many of them must agree.</summary>
    public int Quorum => Data["quorum"]!.GetValue<int>();

    public ulong NextSwitch => Data["nextSwitch"]!.GetValue<ulong>();

    public ulong NextChange => Data["nextChange"]!.GetValue<ulong>();

    public ulong QueueCursor => Data["queueCursor"]!.GetValue<ulong>();

    public ulong Time_Ms => Data["time"]!.GetValue<ulong>();

    public ulong ParameterDelay_Ms => Data["parameterDelay"]!.GetValue<ulong>();

    public ushort HaltReason => Data["haltReason"]!.GetValue<ushort>();

    public IEnumerable<JsonNode> Markets => Data["markets"]!.AsArray().Select(market => market!);

    public IEnumerable<JsonNode> Pending => Data["pending"]!.AsArray().Select(change => change!);

    public IEnumerable<JsonNode> Stopped => Data["stopped"]!.AsArray().Select(stopped => stopped!);

    /// <exception cref="VenueException">The venue has none.</exception>
    public Address Operator => Data["operator"] is { } key
        ? Address.Parse(key.GetValue<string>())
        : throw new VenueException(
            "this venue's genesis names no operator: nothing can be switched or changed");

    /// <exception cref="VenueException">The venue has no such market.</exception>
    public JsonNode Market(string name) =>
        Markets.FirstOrDefault(market => market["name"]!.GetValue<string>() == name)
        ?? throw new VenueException(
            $"this venue has no market {name}; it has "
            + string.Join(", ", Markets.Select(market => market["name"])));

    /// <summary>Whether the venue has, or had, a market of this name.</summary>
    public bool Has(string name) => Markets.Any(market => market["name"]!.GetValue<string>() == name);

    /// <summary>Its name, or its number when the venue does not name it.</summary>
    public string NameOf(uint market) =>
        Markets.FirstOrDefault(m => m["market"]!.GetValue<uint>() == market)?["name"]!.GetValue<string>()
        ?? $"market {market}";

    /// <summary>Why an address is stopped; 0: it is not.</summary>
    public ushort StopOf(Address target) =>
        Stopped.FirstOrDefault(s => s["target"]!.GetValue<string>() == target.ToString())?["reason"]!
            .GetValue<ushort>() ?? 0;
}
