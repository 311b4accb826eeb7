using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Demo;

/// <summary>A trader with a wallet, who lets a bot trade with a session key.</summary>
public sealed class Trader
{
    private readonly VenueClient _venue;
    private readonly Nonces _walletNonces = new();
    private readonly Nonces _sessionNonces = new();

    /// <param name="seed">Keys are derived from it: for development only.</param>
    public Trader(VenueClient venue, string name, string seed)
    {
        _venue = venue;
        Name = name;
        Wallet = PrivateKey.FromSeed($"{seed} {name} wallet");
        Session = PrivateKey.FromSeed($"{seed} {name} session");
    }

    public string Name { get; }

    /// <summary>Signs deposits, the grant and withdrawals.</summary>
    public PrivateKey Wallet { get; }

    /// <summary>Signs orders and cancels, and can do nothing else.</summary>
    public PrivateKey Session { get; }

    public Address Account => Wallet.Address;

    /// <summary>One signature of the wallet, and the session key may trade.</summary>
    /// <exception cref="VenueException">The venue refuses.</exception>
    public async Task GrantAsync(OffingDomain domain, CancellationToken stop) =>
        Require(await _venue.NativeAsync(
            "grant", Envelopes.Grant(Session.Address, domain, _walletNonces.Next(), Wallet), stop));

    /// <summary>Sends an action under the session key; the statuses of the wire's reply.</summary>
    /// <exception cref="VenueException">The venue refuses the action as a whole.</exception>
    public async Task<JsonNode> SendAsync(JsonObject action, CancellationToken stop)
    {
        var reply = await TrySendAsync(action, stop);
        Require(reply);
        return reply["response"]!;
    }

    /// <summary>Sends an action under the session key; the wire's whole reply, refusals included.</summary>
    public Task<JsonNode> TrySendAsync(JsonObject action, CancellationToken stop) =>
        _venue.ExchangeAsync(Sign(action), stop);

    /// <summary>The signed request, to be sent within the nonce window.</summary>
    public string Sign(JsonObject action) => Envelopes.L1(action, _sessionNonces.Next(), Session);

    /// <summary>One order under the session key.</summary>
    /// <exception cref="VenueException">It is refused.</exception>
    public async Task<JsonNode> OrderAsync(
        MarketParameters market, Side side, ulong ticks, ulong lots, TimeInForce tif, CancellationToken stop)
    {
        var spec = new OrderSpec(
            market.Id, side, WireDecimal.FromUnits(ticks, market.PriceDecimals),
            WireDecimal.FromUnits(lots, market.SzDecimals), false, tif, ClientOrderId.None);
        var response = await SendAsync(ActionJson.Orders(spec), stop);
        var status = response["data"]!["statuses"]![0]!;
        return status["error"] is { } error ? throw new VenueException($"{Name}: {error}") : status;
    }

    /// <summary>Asks for money to the wallet; claimable on chain when the batch is final.</summary>
    /// <exception cref="VenueException">The venue refuses.</exception>
    public async Task WithdrawAsync(MicroUsd amount, ulong chainId, CancellationToken stop) => Require(
        await _venue.ExchangeAsync(Envelopes.Withdraw(amount, chainId, _walletNonces.Next(), Wallet), stop));

    /// <summary>Fills, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> FillsAsync(CancellationToken stop)
    {
        var fills = await _venue.InfoAsync(
            new JsonObject { ["type"] = "userFills", ["user"] = Account.ToString() }, stop);
        return [.. fills.AsArray().Reverse().Select(fill => fill!)];
    }

    private void Require(JsonNode reply)
    {
        if (VenueClient.ErrorOf(reply) is { } error)
        {
            throw new VenueException($"{Name}: {error}");
        }
    }
}
