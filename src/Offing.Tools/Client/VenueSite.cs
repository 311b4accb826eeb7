using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Settlement.Deployments;
using Offing.Signing;

namespace Offing.Tools.Client;

/// <summary>What a venue says of itself: where it settles and which markets it has.</summary>
public sealed record VenueSite(Deployment Deployment, IReadOnlyList<MarketParameters> Markets)
{
    /// <summary>The domain under which its grants and reports are signed.</summary>
    public OffingDomain Domain => new(Deployment.ChainId, Deployment.Vault);

    /// <summary>Asks the venue.</summary>
    /// <exception cref="VenueException">It does not answer.</exception>
    public static async Task<VenueSite> AskAsync(VenueClient venue, CancellationToken stop)
    {
        var status = await venue.NativeAsync("status", null, stop);
        var meta = await venue.InfoAsync(new JsonObject { ["type"] = "meta" }, stop);
        var deployment = new Deployment(
            status["chainId"]!.GetValue<ulong>(),
            Address.Parse(status["usdc"]!.GetValue<string>()),
            Address.Parse(status["vault"]!.GetValue<string>()),
            Address.Parse(status["settlement"]!.GetValue<string>()),
            Hash32.Parse(status["genesisHash"]!.GetValue<string>()),
            0)
        {
            ReceiptBond = Address.Parse(status["receiptBond"]!.GetValue<string>()),
        };
        return new VenueSite(deployment, MarketsOf(meta));
    }

    /// <summary>The markets of an answer to meta, by id.</summary>
    public static IReadOnlyList<MarketParameters> MarketsOf(JsonNode meta) =>
        [.. meta["universe"]!.AsArray().Select((market, index) => new MarketParameters(
            new MarketId((uint)index), market!["name"]!.GetValue<string>(),
            market["szDecimals"]!.GetValue<int>(),
            market["maxLeverage"]!.GetValue<uint>(), default, default))];

    /// <exception cref="VenueException">The venue has no such market.</exception>
    public MarketParameters Market(string name) =>
        Markets.FirstOrDefault(market => market.Name == name)
        ?? throw new VenueException(
            $"this venue has no market {name}: start one with the development genesis");
}
