using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Tools.Verification;

/// <summary>
/// Ends a venue whose operator is silent, or lets a request wait past its deadline, as anyone may. It asks
/// the contract itself whether that is so: a call that would be refused is never sent.
/// </summary>
public sealed class Freezer(IL1Client client, Deployment deployment, PrivateKey key, Action<string> say)
{
    private readonly SettlementContract _settlement = new(client, deployment.Settlement);
    private readonly VaultContract _vault = new(client, deployment.Vault);
    private readonly L1Sender _sender = new(client, key, timeout: TimeSpan.FromSeconds(30));
    private QueueRequest? _oldest;
    private ulong _scanned = deployment.Block;

    /// <summary>Freezes when it is due.</summary>
    public void Tick()
    {
        if (_settlement.Latest().FrozenAt_S != 0)
        {
            return;
        }

        TryFreeze(SettlementContract.FreezeForSilenceInput(), "no batch came for longer than it may be");
        if (Oldest() is { } request)
        {
            TryFreeze(
                SettlementContract.FreezeForRequestInput(request),
                $"request {request.Index} has waited past its deadline");
        }
    }

    private void TryFreeze(byte[] input, string why)
    {
        try
        {
            client.Call(deployment.Settlement, input, key.Address);
        }
        catch (L1RefusedException refusal) when (refusal.Error is not null)
        {
            return;
        }

        _sender.Execute(deployment.Settlement, input);
        say($"the venue is FROZEN: {why}");
    }

    // Requests are read once, forwards: the cursor never falls but by a cancellation, which freezes.
    private QueueRequest? Oldest()
    {
        var cursor = _settlement.End().QueueCursor;
        if (_oldest?.Index == cursor)
        {
            return _oldest;
        }

        _oldest = null;
        if (_vault.RequestCount() <= cursor)
        {
            return null;
        }

        for (var head = client.Head().Number; _oldest is null && _scanned <= head;)
        {
            var to = Math.Min(head, _scanned + JsonRpcClient.LogRange_Blocks - 1);
            var found = _vault.Requests(_scanned, to).FirstOrDefault(each => each.Request.Index == cursor);
            // The next one may stand in the same block.
            (_oldest, _scanned) = (found?.Request, found?.Block ?? to + 1);
        }

        if (_oldest is null)
        {
            // A reorg moved it before what was read.
            _scanned = deployment.Block;
        }

        return _oldest;
    }
}
