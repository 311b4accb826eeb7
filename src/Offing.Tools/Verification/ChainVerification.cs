using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;

namespace Offing.Tools.Verification;

/// <summary>How far a check of the chain is.</summary>
/// <param name="Batches">That hold.</param>
/// <param name="Posted">That the chain has.</param>
public sealed record VerifyProgress(ulong Batches, ulong Posted, ulong Entries);

/// <summary>
/// Reads every batch of a venue from a chain client and holds it against the rules. It starts with nothing
/// but the address of the vault.
/// </summary>
public sealed class ChainVerification
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly IL1Client _client;
    private readonly SettlementContract _settlement;
    private readonly Action<VerifyProgress> _progress;
    private Deployment _deployment;

    /// <param name="fromBlock">No batch of the venue is earlier.</param>
    /// <exception cref="FormatException">The address is no vault.</exception>
    public ChainVerification(
        IL1Client client, Address vault, ulong fromBlock, Action<VerifyProgress> progress)
    {
        (_client, _progress) = (client, progress);
        if (client.Code(vault).Length == 0)
        {
            throw new FormatException($"--vault {vault}: the chain has no contract there");
        }

        var contract = new VaultContract(client, vault);
        var settlement = contract.Settlement();
        _settlement = new SettlementContract(client, settlement);
        _deployment = new Deployment(
            client.ChainId(), contract.Token(), vault, settlement, default, fromBlock);
        Verifier = new BatchVerifier(_deployment.ChainId, vault);
    }

    /// <summary>Where the venue stands on chain; its block is that of the last batch read.</summary>
    public Deployment Deployment => _deployment;

    /// <summary>What holds so far.</summary>
    public BatchVerifier Verifier { get; }

    /// <summary>Block time of the freeze in seconds; zero while the venue runs.</summary>
    public ulong FrozenAt_S { get; private set; }

    /// <summary>The first batch that watchers cancelled; zero when none is.</summary>
    public ulong CancelledFrom { get; private set; }

    /// <summary>All batches that the chain has now; null when all hold.</summary>
    public BatchFinding? Run(CancellationToken stop)
    {
        var to = _client.Head().Number;
        var head = _settlement.Latest();
        (FrozenAt_S, CancelledFrom) = (head.FrozenAt_S, head.CancelledFrom);
        var next = Verifier.Last is { } last ? last.Number + 1 : 0;
        if (next > 0 && _settlement.HeaderHash(next - 1) != Verifier.Last!.Hash())
        {
            return new BatchFinding(
                next - 1, "the chain took it back after it was read: start again", Hash32.Zero);
        }

        try
        {
            foreach (var read in new BatchReader(_client, _deployment).Read(next, to))
            {
                stop.ThrowIfCancellationRequested();
                if (CancelledFrom != 0 && read.Batch.Header.Number >= CancelledFrom)
                {
                    break;
                }

                if (Verifier.Take(read.Batch) is { } finding)
                {
                    return finding;
                }

                _deployment = _deployment with { Block = read.Block };
                _progress(new VerifyProgress(
                    read.Batch.Header.Number + 1, head.BatchCount, Verifier.Entries));
            }
        }
        catch (BatchDataException error)
        {
            return new BatchFinding(
                Verifier.Last is { } held ? held.Number + 1 : 0, error.Message, Hash32.Zero);
        }

        return null;
    }

    /// <summary>Goes on with each batch that comes, to one that does not hold; null: stopped.</summary>
    public async Task<BatchFinding?> FollowAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (Run(stop) is { } finding)
            {
                return finding;
            }

            try
            {
                await Task.Delay(Poll, stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return null;
    }
}
