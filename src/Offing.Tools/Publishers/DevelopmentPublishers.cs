using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Publishers;

/// <summary>
/// The three publishers of a development venue, each with a key of its own, reporting through the front door
/// like anybody. Their keys are derived from public seeds: worthless anywhere but on a development chain.
/// </summary>
public sealed class DevelopmentPublishers(
    VenueClient venue, OffingDomain domain, IReadOnlyList<MarketParameters> markets)
{
    private const int Count = 3;
    private readonly Dictionary<(int Publisher, MarketId Market), ulong> _next = [];

    /// <summary>The keys, in the order of genesis.</summary>
    public static IReadOnlyList<PrivateKey> Keys { get; } =
        [.. Enumerable.Range(1, Count).Select(i => PrivateKey.FromSeed($"offing development publisher {i}"))];

    /// <summary>Takes up each publisher's sequence where the venue has it.</summary>
    public async Task ResumeAsync(CancellationToken stop)
    {
        var status = await venue.NativeAsync("status", null, stop);
        var publishers = status["publishers"]!.AsArray();
        for (var i = 0; i < Count; i++)
        {
            var next = publishers[i]!["nextSequence"]!.AsArray();
            for (var market = 0; market < next.Count; market++)
            {
                _next[(i, new MarketId((uint)market))] = next[market]!.GetValue<ulong>();
            }
        }
    }

    /// <summary>
    /// Every publisher reports every market that <paramref name="source"/> knows; returns refusals.
    /// </summary>
    public async Task<IReadOnlyList<string>> ReportAsync(IPriceSource source, CancellationToken stop)
    {
        var now = new Time((ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var refusals = new List<string>();
        foreach (var market in markets)
        {
            if (source.PriceOf(market, now) is { } price)
            {
                refusals.AddRange(await ReportAsync(market.Id, price, now, stop));
            }
        }

        return refusals;
    }

    /// <summary>Every publisher reports one price; returns refusals.</summary>
    public async Task<IReadOnlyList<string>> ReportAsync(
        MarketId market, Ticks price, Time time, CancellationToken stop)
    {
        var refusals = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var sequence = _next.GetValueOrDefault((i, market), 1ul);
            var report = new OracleReportMessage(market.Value, price.Value, time.Milliseconds, sequence);
            var signature = Secp256k1.Sign(domain.Digest(report), Keys[i]);
            var body = new JsonObject
            {
                ["publisher"] = i,
                ["market"] = market.Value,
                ["price"] = price.Value,
                ["time"] = time.Milliseconds,
                ["sequence"] = sequence,
                ["signature"] = signature.ToString(),
            };
            var reply = await venue.NativeAsync("oracle", body.ToJsonString(), stop);
            if (VenueClient.ErrorOf(reply) is { } error)
            {
                refusals.Add($"publisher {i}, market {market.Value}: {error}");
            }
            else
            {
                _next[(i, market)] = sequence + 1;
            }
        }

        return refusals;
    }
}
