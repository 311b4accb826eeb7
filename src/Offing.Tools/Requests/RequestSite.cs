using System.Globalization;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Tools.Client;

namespace Offing.Tools.Requests;

/// <summary>A venue as its chain knows it: contracts, and the markets of its first batch.</summary>
public sealed class RequestSite
{
    private readonly IL1Client _client;
    private IReadOnlyList<MarketParameters>? _markets;

    /// <param name="fromBlock">No batch of the venue is earlier.</param>
    /// <exception cref="FormatException">The address is no vault.</exception>
    public RequestSite(IL1Client client, Address vault, ulong fromBlock)
    {
        _client = client;
        if (client.Code(vault).Length == 0)
        {
            throw new FormatException($"--vault {vault}: the chain has no contract there");
        }

        var contract = new VaultContract(client, vault);
        Deployment = new Deployment(
            client.ChainId(), contract.Token(), vault, contract.Settlement(), default, fromBlock);
    }

    public Deployment Deployment { get; }

    /// <summary>
    /// A market by its name, if genesis has it, or by its number, which every market has.
    /// </summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public MarketId Market(string text) => Known(text)?.Id
        ?? (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new MarketId(id)
            : throw new FormatException(
                $"market {text}: genesis has {string.Join(", ", Markets.Select(market => market.Name))}; "
                + "one that was listed later goes by its number"));

    /// <summary>Lots of a size in the market; 0: all of the position.</summary>
    /// <exception cref="FormatException">It is no such size.</exception>
    public ulong Lots(string market, string? size)
    {
        if (size is null)
        {
            return 0;
        }

        var known = Known(market) ?? throw new FormatException(
            $"--size: what a lot of market {market} is stands in no genesis; leave it out to close all");
        return WireDecimal.TryParse(size, out var value) && value.TryScale(known.SzDecimals, out var lots)
            && lots > 0
            ? lots
            : throw new FormatException(
                $"--size {size}: must be over 0 with at most {known.SzDecimals} decimals");
    }

    private IReadOnlyList<MarketParameters> Markets => _markets ??= ReadGenesis();

    private MarketParameters? Known(string text) => Markets.FirstOrDefault(
        market => market.Name == text || market.Id.Value.ToString(CultureInfo.InvariantCulture) == text);

    private IReadOnlyList<MarketParameters> ReadGenesis()
    {
        var first = new BatchReader(_client, Deployment).Read(0, _client.Head().Number).FirstOrDefault();
        return first is not null && GenesisParser.TryParse(first.Batch.Data(), out var genesis, out _)
            ? genesis.Markets
            : throw new VenueException("the venue has posted no batch yet: it has no markets on chain");
    }
}
