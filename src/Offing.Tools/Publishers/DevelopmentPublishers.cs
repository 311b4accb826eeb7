using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Publishers;

/// <summary>
/// The publishers of a development venue, each with a key of its own, reporting through the front door
/// like anybody. Their keys are derived from public seeds: worthless anywhere but on a development chain. A
/// place that the operator gave to another key is left to who has that.
/// </summary>
public sealed class DevelopmentPublishers(VenueClient venue, OffingDomain domain)
{
    /// <summary>Keys there are: the first three are those of genesis.</summary>
    public const int KeyCount = 16;

    private static readonly Dictionary<Address, PrivateKey> Keys =
        Enumerable.Range(1, KeyCount).Select(Key).ToDictionary(key => key.Address);

    private readonly Dictionary<(int Publisher, MarketId Market), ulong> _next = [];
    private readonly List<(int Place, PrivateKey Key)> _publishers = [];
    private IReadOnlyList<MarketParameters> _markets = [];

    /// <param name="number">1 to <see cref="KeyCount"/>.</param>
    public static PrivateKey Key(int number) => PrivateKey.FromSeed($"offing development publisher {number}");

    /// <summary>
    /// Takes up which markets there are, who may report them, and each one's sequence where the venue has it.
    /// </summary>
    public async Task ResumeAsync(CancellationToken stop)
    {
        var status = await venue.NativeAsync("status", null, stop);
        var meta = await venue.InfoAsync(new JsonObject { ["type"] = "meta" }, stop);
        var isOpen = meta["universe"]!.AsArray().Select(market => market!["isDelisted"] is null).ToArray();
        _markets = [.. VenueSite.MarketsOf(meta).Where((_, index) => isOpen[index])];
        _publishers.Clear();
        var publishers = status["publishers"]!.AsArray();
        for (var place = 0; place < publishers.Count; place++)
        {
            var of = publishers[place]!;
            if (Keys.TryGetValue(Address.Parse(of["key"]!.GetValue<string>()), out var key))
            {
                _publishers.Add((place, key));
            }

            var next = of["nextSequence"]!.AsArray();
            for (var market = 0; market < next.Count; market++)
            {
                _next[(place, new MarketId((uint)market))] = next[market]!.GetValue<ulong>();
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
        foreach (var market in _markets)
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
        foreach (var (place, key) in _publishers)
        {
            var sequence = _next.GetValueOrDefault((place, market), 1ul);
            var report = new OracleReportMessage(market.Value, price.Value, time.Milliseconds, sequence);
            var signature = Secp256k1.Sign(domain.Digest(report), key);
            var body = new JsonObject
            {
                ["publisher"] = place,
                ["market"] = market.Value,
                ["price"] = price.Value,
                ["time"] = time.Milliseconds,
                ["sequence"] = sequence,
                ["signature"] = signature.ToString(),
            };
            var reply = await venue.NativeAsync("oracle", body.ToJsonString(), stop);
            if (VenueClient.ErrorOf(reply) is { } error)
            {
                refusals.Add($"publisher {place}, market {market.Value}: {error}");
            }
            else
            {
                _next[(place, market)] = sequence + 1;
            }
        }

        return refusals;
    }
}
