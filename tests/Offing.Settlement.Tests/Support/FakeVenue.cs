using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Posting;
using Offing.Settlement.Watching;

namespace Offing.Settlement.Tests.Support;

/// <summary>
/// What a node answers: it takes requests and cuts batches whose headers follow one another.
/// </summary>
public sealed class FakeVenue : IBatchSource, IRequestSink
{
    private readonly List<Batch> _batches = [];

    public FakeVenue()
    {
        _batches.Add(new Batch(
            new BatchHeader(
                0, default, VenueOnChain.GenesisRoot, 0, 0, default, Chunks.DataHash([VenueOnChain.Genesis]),
                default, 0, default, new Time(0), 0, VenueOnChain.Rules),
            [VenueOnChain.Genesis]));
    }

    public List<QueueRequest> Requests { get; } = [];

    public bool HasRoom { get; set; } = true;

    public QueuePosition Consumed { get; set; } = new(0, RequestHash.EmptyPrefix);

    public BatchHeader LastHeader => _batches[^1].Header;

    public bool Offer(QueueRequest request)
    {
        if (!HasRoom)
        {
            return false;
        }

        Requests.Add(request);
        Consumed = new QueuePosition(request.Index + 1, RequestHash.Extend(Consumed.Prefix, request));
        return true;
    }

    public Batch? NextBatch(ulong number) => number < (ulong)_batches.Count ? _batches[(int)number] : null;

    /// <summary>Cuts the next batch; <paramref name="change"/> spoils its header.</summary>
    public Batch Cut(
        byte[] data, Hash32 withdrawalsRoot = default, Func<BatchHeader, BatchHeader>? change = null)
    {
        var last = LastHeader;
        var chunks = Chunks.Split(data);
        var header = new BatchHeader(
            last.Number + 1,
            last.NewRoot,
            Keccak.Hash(last.NewRoot.ToArray()),
            last.LastSeq + 1,
            last.LastSeq + 10,
            Keccak.Hash(data),
            Chunks.DataHash(chunks),
            withdrawalsRoot,
            Consumed.Cursor,
            Consumed.Prefix,
            new Time(last.Time.Milliseconds + 1_000),
            last.LastSeq + 1_000,
            VenueOnChain.Rules);
        var batch = new Batch(
            change?.Invoke(header) ?? header, [.. chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
        _batches.Add(batch);
        return batch;
    }
}
