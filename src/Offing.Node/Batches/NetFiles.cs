using Offing.Commitment.Batches;
using Offing.Protocol.Batches;

namespace Offing.Node.Batches;

/// <summary>
/// What a venue of net data keeps of its batches beside the log: their data for the chain, their inputs for
/// everybody else. Both are durable before a batch is anybody's.
/// </summary>
/// <param name="data">Null: batches stay whole in memory, and there are no snapshots.</param>
/// <param name="inputs">Null: they are not kept.</param>
public sealed class NetFiles(NetDataFiles? data, InputFiles? inputs)
{
    /// <summary>Of inputs.</summary>
    public InputFiles? Inputs => inputs;

    /// <summary>Of data.</summary>
    public NetDataFiles? Data => data;

    /// <summary>Whether a batch that was kept need not stay in memory.</summary>
    public bool Keeps => data is { Keeps: true };

    /// <exception cref="IOException">Not all of it is durable; it can be tried again.</exception>
    public void Keep(SettlementBatch batch, ReadOnlySpan<byte> inputsOfIt)
    {
        inputs?.Keep(batch.Header.Number, inputsOfIt);
        data?.Keep(batch);
    }

    /// <summary>These batches are others from now on.</summary>
    public void Reopen(IReadOnlyList<SettlementBatch> batches)
    {
        data?.Reopen(batches[0].Header.Number);
        foreach (var batch in batches)
        {
            inputs?.Drop(batch.Header.Number);
        }
    }

    /// <exception cref="IOException">It is not there; the message says what to do.</exception>
    public IReadOnlyList<byte[]> DataOf(BatchHeader header) => Required.Read(header);

    /// <exception cref="IOException">See <see cref="NetDataFiles.MustHold"/>.</exception>
    public void MustHold(IEnumerable<BatchHeader> headers) => Required.MustHold(headers);

    private NetDataFiles Required => data ?? throw new IOException("the venue keeps no net data in files");
}
