using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Chain;

/// <summary>A development chain as the tools use it: dollars out of nothing, deposits and claims.</summary>
public sealed class ChainSession : IDisposable
{
    private readonly JsonRpcClient _client;
    private readonly AnvilRpc _rpc;
    private readonly Deployment _deployment;

    public ChainSession(int chainPort, Deployment deployment)
        : this(new Uri($"http://127.0.0.1:{chainPort}/"), deployment)
    {
    }

    public ChainSession(Uri chain, Deployment deployment)
    {
        _deployment = deployment;
        _client = new JsonRpcClient(chain);
        _rpc = new AnvilRpc(_client);
    }

    public IL1Client Client => _client;

    /// <summary>
    /// The vault as <paramref name="key"/> uses it; the key gets ether for gas when it has none.
    /// </summary>
    public VaultClient VaultOf(PrivateKey key) => VaultOf(key, isDevelopment: true);

    /// <summary>Likewise; on a chain with value the key has its own ether, and others mine.</summary>
    public VaultClient VaultOf(PrivateKey key, bool isDevelopment) =>
        new(_client, _deployment, SenderOf(key, isDevelopment));

    /// <summary>A sender of any call, with ether and a miner as for the vault.</summary>
    public L1Sender SenderOf(PrivateKey key, bool isDevelopment)
    {
        const ulong ether = 1_000_000_000_000_000_000;
        if (!isDevelopment)
        {
            return new L1Sender(_client, key);
        }

        if (_client.Balance(key.Address) < ether)
        {
            _rpc.SetBalance(key.Address, 100 * (UInt128)ether);
        }

        return new L1Sender(_client, key, () => _rpc.Mine());
    }

    /// <summary>Refuses a chain that is not the venue's.</summary>
    /// <exception cref="VenueException">It is another chain, or none answers.</exception>
    public void RequireVenue()
    {
        try
        {
            if (_client.Code(_deployment.Vault).Length == 0)
            {
                throw new VenueException(
                    $"the chain at {_client.Url} does not hold the venue's vault: "
                    + "name the right one with --chain-port or --chain");
            }
        }
        catch (L1UnavailableException outage)
        {
            throw new VenueException(
                $"{outage.Message}; name the venue's chain with --chain-port or --chain");
        }
    }

    /// <summary>Mints and deposits for an account, paid by the development faucet.</summary>
    public void Fund(Address account, MicroUsd amount)
    {
        var vault = VaultOf(DevelopmentKeys.Faucet);
        vault.Mint(DevelopmentKeys.Faucet.Address, (ulong)amount.Value);
        vault.Deposit(account, (ulong)amount.Value);
    }

    public void Dispose() => _client.Dispose();
}
