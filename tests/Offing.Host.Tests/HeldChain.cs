using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Host.Tests;

/// <summary>
/// The chain of a venue that is held still right before an honest batch: others can be posted there in its
/// place, again and again.
/// </summary>
internal sealed class HeldChain(JsonRpcClient client, Deployment deployment)
{
    private string _snapshot = "";

    public AnvilRpc Rpc { get; } = new(client);

    public SettlementContract Settlement { get; } = new(client, deployment.Settlement);

    /// <summary>
    /// Lets the venue live until a batch is what is wanted, and holds it still: its chain is as before that
    /// batch after the next <see cref="Back"/>.
    /// </summary>
    /// <param name="live">What happens in that batch.</param>
    public async Task<(List<Batch> Before, Batch Honest)> HoldAsync(
        RunningVenue venue, VenueClient http, Func<Task> live, Func<Batch, bool> isWanted)
    {
        List<Batch> batches;
        do
        {
            await SettleAsync(venue, http);
            await live();
            _snapshot = Snapshot();
            batches = await SettleAsync(venue, http);
        }
        while (!isWanted(batches[^1]));
        venue.Process.Signal("STOP");
        var honest = batches[^1];
        batches.RemoveAt(batches.Count - 1);

        // A block for each transaction, a second after the one before: the window does not run meanwhile.
        Rpc.SetIntervalMining(0);
        client.Request("evm_setAutomine", writer => writer.WriteBooleanValue(true));
        client.Request("anvil_setBlockTimestampInterval", writer => writer.WriteNumberValue(1));
        return (batches, honest);
    }

    /// <summary>Takes back all that was done since the venue was held.</summary>
    public void Back()
    {
        client.Request("evm_revert", writer => writer.WriteStringValue(_snapshot));
        _snapshot = Snapshot();
    }

    /// <summary>As the operator does.</summary>
    public void Post(Batch batch)
    {
        for (var chunk = 0; chunk < batch.Chunks.Count; chunk++)
        {
            new L1Sender(client, DevelopmentKeys.Operator).Execute(
                deployment.Settlement, SettlementContract.PostingInput(batch, chunk));
        }
    }

    /// <summary>Whether one of the development watchers refused a batch with this root.</summary>
    public bool HasRefused(BatchHeader header, Hash32 root, int watcher) => Settlement.HasRefused(
        new OffingDomain(deployment.ChainId, deployment.Vault).Digest(
            new RefusalMessage(header.Number, header.Hash(), root)),
        DevelopmentKeys.Watchers[watcher].Address);

    // All batches up to the next one. The venue may have ended that by itself just before.
    private async Task<List<Batch>> SettleAsync(RunningVenue venue, VenueClient http)
    {
        var before = Settlement.Latest().BatchCount;
        await http.NativeAsync("settle", "{}", default);
        for (var waited = 0; before == 0 || Settlement.CompletedBlock(before) == 0; waited++)
        {
            Assert.True(waited < 600, $"no batch is posted: {venue.Process.Error}");
            await Task.Delay(100);
            before = before == 0 ? Settlement.Latest().BatchCount : before;
        }

        return [.. new BatchReader(client, deployment).Read(0, client.Head().Number)
            .Select(read => read.Batch).TakeWhile(batch => batch.Header.Number <= before)];
    }

    private string Snapshot() => client.Request("evm_snapshot").GetString()!;
}
