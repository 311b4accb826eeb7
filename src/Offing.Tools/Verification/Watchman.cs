using System.Globalization;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Verification;

/// <summary>What became of a batch that a watcher refused.</summary>
public enum RefusalEnd
{
    /// <summary>Enough watchers refused it: the venue ended with the batch before.</summary>
    Cancelled,

    /// <summary>It became final: too few refused it, or too late.</summary>
    Final,

    /// <summary>A reorg took it back: nothing was there to refuse.</summary>
    TakenBack,

    /// <summary>The watcher was stopped before it was decided.</summary>
    Stopped,
}

/// <summary>
/// One watcher of a venue. It refuses a batch that does not hold with its own signature in its own
/// transaction; the contract counts, so watchers need to know nothing of one another.
/// </summary>
public sealed class Watchman
{
    // A refusal that is the last one needed cancels too: more than the estimate when others come between.
    private const ulong RefusalGas = 400_000;
    private const double WeiOfEther = 1e18;

    private readonly IL1Client _client;
    private readonly SettlementContract _settlement;
    private readonly OffingDomain _domain;
    private readonly PrivateKey _key;
    private readonly L1Sender _sender;
    private readonly Action<string> _say;

    /// <param name="say">Told what the watcher does.</param>
    /// <exception cref="VenueException">The key is none of the venue's watchers, or cannot pay.</exception>
    public Watchman(IL1Client client, Deployment deployment, PrivateKey key, Action<string> say)
    {
        (_client, _key, _say) = (client, key, say);
        _settlement = new SettlementContract(client, deployment.Settlement);
        _domain = new OffingDomain(deployment.ChainId, deployment.Vault);
        _sender = new L1Sender(client, key, timeout: TimeSpan.FromSeconds(30));
        if (!_settlement.IsWatcher(key.Address))
        {
            throw new VenueException(
                $"--watch: {key.Address} is not one of the venue's watchers; it was deployed with others");
        }

        RequireGas();
        _say($"watching as {key.Address}: a batch that does not hold is refused; "
            + $"{_settlement.WatchersNeeded()} watchers cancel it");
    }

    /// <summary>Refuses what was found, and waits until it is decided.</summary>
    public async Task<RefusalEnd> RefuseAsync(BatchFinding finding, CancellationToken stop)
    {
        var header = finding.Refused!;
        var digest = _domain.Digest(new RefusalMessage(header.Number, header.Hash(), finding.Root));
        var said = "";
        while (!stop.IsCancellationRequested)
        {
            string now;
            try
            {
                if (End(header) is { } end)
                {
                    return end;
                }

                now = Refuse(header, finding.Root, digest);
            }
            catch (Exception error) when (
                error is VenueException || ChainVerification.IsOfTheChain(error))
            {
                now = $"batch {header.Number} is not refused yet: {error.Message}";
            }

            if (now != said)
            {
                _say(now);
                said = now;
            }

            await ChainVerification.PauseAsync(stop);
        }

        return RefusalEnd.Stopped;
    }

    private RefusalEnd? End(BatchHeader header)
    {
        var head = _settlement.Latest();
        if (head.CancelledFrom != 0 && head.CancelledFrom <= header.Number)
        {
            return RefusalEnd.Cancelled;
        }

        return _settlement.HeaderHash(header.Number) != header.Hash() ? RefusalEnd.TakenBack
            : _settlement.IsFinal(header.Number) ? RefusalEnd.Final
            : null;
    }

    // What stands on chain is what counts: a refusal of before a restart is found there, and one that a
    // reorg took back is sent again.
    private string Refuse(BatchHeader header, Hash32 root, Hash32 digest)
    {
        if (!_settlement.HasRefused(digest, _key.Address))
        {
            RequireGas();
            _sender.Execute(
                _settlement.Address,
                SettlementContract.RefuseInput(header, root, Secp256k1.Sign(digest, _key)), RefusalGas);
        }

        return $"batch {header.Number} is refused by {_settlement.Refusals(digest)} of the "
            + $"{_settlement.WatchersNeeded()} watchers that it takes";
    }

    private void RequireGas()
    {
        var (held, needed) = (_client.Balance(_key.Address), RefusalGas * _client.Fees().MaxFee);
        if (held < needed)
        {
            throw new VenueException(
                $"watcher {_key.Address} has {Ether(held)} ETH for gas and a refusal may take "
                + $"{Ether(needed)}: send it that much on the settlement chain");
        }
    }

    private static string Ether(UInt128 wei) =>
        ((double)wei / WeiOfEther).ToString("0.######", CultureInfo.InvariantCulture);
}
