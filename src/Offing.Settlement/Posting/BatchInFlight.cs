using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Posting;

/// <summary>
/// One batch on its way: the chunks that the chain lacks, several at a time, in order of their nonces.
/// </summary>
internal sealed class BatchInFlight(
    IL1Client client, PrivateKey key, Address settlement, Batch batch, PosterOptions options)
{
    private readonly Queue<Flight> _flights = new();

    public ulong Number => batch.Header.Number;

    public required int NextChunk { get; set; }

    public required ulong NextNonce { get; set; }

    public required ulong ChainId { get; init; }

    /// <summary>Collects receipts and sends more.</summary>
    /// <returns>Whether the whole batch is mined.</returns>
    /// <exception cref="SettlementHaltException">A chunk was
    /// reverted: the position has to be read again.</exception>
    public bool Advance(Time now)
    {
        while (_flights.TryPeek(out var flight) && flight.Poll(now, options) is { } receipt)
        {
            _flights.Dequeue();
            if (!receipt.Succeeded)
            {
                throw new SettlementHaltException(
                    SettlementCode.PostingInDoubt,
                    $"a chunk of batch {Number} was reverted in transaction {receipt.TransactionHash}");
            }
        }

        while (NextChunk < batch.Chunks.Count && _flights.Count < options.InFlight)
        {
            _flights.Enqueue(Send(now));
            NextChunk++;
            NextNonce++;
        }

        return _flights.Count == 0;
    }

    private Flight Send(Time now)
    {
        var input = SettlementContract.PostingInput(batch, NextChunk);
        var fees = client.Fees();
        var transaction = new Transaction1559
        {
            ChainId = ChainId,
            Nonce = NextNonce,
            MaxPriorityFeePerGas = fees.MaxPriorityFee,
            MaxFeePerGas = fees.MaxFee,
            GasLimit = GasLimits.ForPosting(input),
            To = settlement,
            Data = input,
        };
        return new Flight(client, key, transaction, now);
    }
}
