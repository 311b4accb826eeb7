using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Settlement.Posting;

namespace Offing.Settlement.Contracts;

/// <summary>A batch as the chain holds it.</summary>
/// <param name="Block">The block of its last chunk.</param>
public sealed record ReadBatch(Batch Batch, ulong Block);

/// <summary>
/// What a transaction carries is not what the contract accepted; the chain client cannot be believed.
/// </summary>
public class BatchDataException(ulong number, string what)
    : Exception($"batch {number}: {what}");

/// <summary>
/// Reads batches from the chain alone: their headers from events, their data from the transactions.
/// </summary>
public sealed class BatchReader(IL1Client client, Deployment deployment)
{
    private readonly SettlementContract _settlement = new(client, deployment.Settlement);

    /// <summary>
    /// The batches whose last chunk is at most in <paramref name="toBlock"/>, from number
    /// <paramref name="from"/> on, in order, read as they are enumerated.
    /// </summary>
    /// <exception cref="BatchDataException">The data of a batch is not what its header names.</exception>
    public IEnumerable<ReadBatch> Read(ulong from, ulong toBlock)
    {
        var number = from;
        var headers = new Dictionary<ulong, BatchHeader>();
        var chunks = new List<ReadOnlyMemory<byte>>();
        uint count = 0;
        for (var block = deployment.Block; block <= toBlock; block += JsonRpcClient.LogRange_Blocks)
        {
            var last = Math.Min(toBlock, block + JsonRpcClient.LogRange_Blocks - 1);
            foreach (var (header, _) in _settlement.Headers(block, last))
            {
                headers[header.Number] = header;
            }

            foreach (var log in _settlement.ChunkLogs(null, block, last))
            {
                if (SettlementContract.NumberOf(log) != number)
                {
                    continue;
                }

                var posted = Posting(log, number, chunks.Count);
                count = chunks.Count == 0 ? posted.ChunkCount : count;
                chunks.Add(posted.Chunk);
                if (chunks.Count == count)
                {
                    yield return new ReadBatch(Whole(headers, number, chunks), log.Block);
                    headers.Remove(number++);
                    chunks = [];
                }
            }
        }
    }

    /// <summary>The batch of a header, whose last chunk is at most in a block.</summary>
    /// <exception cref="BatchDataException">The chain does not hold it whole, or not its data.</exception>
    public Batch Find(BatchHeader header, ulong toBlock)
    {
        var chunks = new List<ReadOnlyMemory<byte>>();
        foreach (var log in _settlement.ChunkLogs(header.Number, deployment.Block, toBlock))
        {
            chunks.Add(Posting(log, header.Number, chunks.Count).Chunk);
        }

        var headers = new Dictionary<ulong, BatchHeader> { [header.Number] = header };
        return Whole(headers, header.Number, chunks);
    }

    /// <summary>What posting a batch cost; null when it is not complete in these blocks.</summary>
    public PostedBatch? Cost(ulong number, ulong fromBlock, ulong toBlock)
    {
        var transactions = new List<Hash32>();
        var (gas, fee, bytes, block, count) = (0UL, UInt128.Zero, 0UL, 0UL, 0U);
        foreach (var log in _settlement.ChunkLogs(number, fromBlock, toBlock))
        {
            var posted = Posting(log, number, transactions.Count);
            count = transactions.Count == 0 ? posted.ChunkCount : count;
            var receipt = client.Receipt(log.TransactionHash) ?? throw new BatchDataException(
                number, $"the chain client has no receipt of {log.TransactionHash}");
            transactions.Add(log.TransactionHash);
            gas += receipt.GasUsed;
            fee += receipt.GasUsed * receipt.EffectiveGasPrice;
            bytes += (ulong)Input(log, number).Length;
            block = log.Block;
        }

        return count > 0 && transactions.Count == count
            ? new PostedBatch(number, transactions, gas, fee, bytes, block)
            : null;
    }

    private static Batch Whole(
        Dictionary<ulong, BatchHeader> headers, ulong number, IReadOnlyList<ReadOnlyMemory<byte>> chunks)
    {
        if (!headers.TryGetValue(number, out var header))
        {
            throw new BatchDataException(
                number, "its chunks are in the chain's events and its header is not");
        }

        var batch = new Batch(header, chunks);
        return batch.DataFits()
            ? batch
            : throw new BatchDataException(number, "its chunks do not end in the hash that its header names");
    }

    private PostedChunk Posting(L1Log log, ulong number, int index)
    {
        var posted = SettlementContract.ReadPosting(Input(log, number));
        return posted is not null && posted.Header.Number == number && posted.Index == (uint)index
            ? posted
            : throw new BatchDataException(
                number, $"transaction {log.TransactionHash} is not its chunk {index}");
    }

    private byte[] Input(L1Log log, ulong number) => client.Transaction(log.TransactionHash)?.Input
        ?? throw new BatchDataException(
            number, $"the chain client does not know transaction {log.TransactionHash}");
}
