using System.Buffers.Binary;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;

namespace Offing.Acceptance.Tests;

/// <summary>The queue of the chain as a scenario knows it: what is entered, and what it loses.</summary>
internal sealed class Queue(VenueState state)
{
    private const ulong Price_MicroUsd = 1_000_000;

    private readonly List<(QueueRequest Request, Hash32 Before)> _consumed = [];

    /// <summary>Money comes in.</summary>
    public QueueRequest Deposit(Address account, ulong now_Ms, MicroUsd amount) =>
        Enter(RequestType.Deposit, account, account, now_Ms, Bytes((ulong)amount.Value));

    /// <summary>What an owner demands, with its price.</summary>
    public QueueRequest Demand(RequestType type, Address account, ulong now_Ms, byte[] rest) =>
        Enter(type, account, account, now_Ms, [.. Bytes(Price_MicroUsd), .. rest]);

    /// <summary>Any request at all.</summary>
    public QueueRequest Enter(
        RequestType type, Address account, Address sender, ulong now_Ms, byte[] payload)
    {
        var request = new QueueRequest(state.QueueCursor, type, account, sender, now_Ms / 1000, payload);
        _consumed.Add((request, state.QueueHash));
        return request;
    }

    /// <summary>A reversal of the request of this index, whether it can be taken back or not.</summary>
    /// <param name="batch">That is cut again; null: none that is cut.</param>
    public Reversal Lose(ulong index, ulong? batch)
    {
        var (request, before) = _consumed.FindLast(each => each.Request.Index == index);
        return request is null
            ? throw new BadLineException($"there is no request {index}")
            : new Reversal(batch ?? state.LastBatch + 1, before, request);
    }

    public static byte[] Bytes(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}

/// <summary>What happens on the chain, and where batches end.</summary>
internal static class ChainWords
{
    // "chain loses 2 requests", "chain loses 1 request from batch 1 on", "chain loses request 4"
    public static void Lose(Stage stage, Words words)
    {
        words.Must("loses");
        ulong? named = words.Take("request") ? words.Whole() : null;
        var times = named is null ? words.Whole() : 1;
        _ = named is not null || words.Take("request") || words.Take("requests");
        ulong? batch = null;
        if (words.Take("from"))
        {
            words.Must("batch");
            batch = words.Whole();
            words.Must("on");
        }

        for (; times > 0; times--)
        {
            stage.Lose(named ?? stage.State.QueueCursor - 1, batch);
        }
    }
}
