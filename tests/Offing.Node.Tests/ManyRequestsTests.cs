using Offing.Node.Tests.Support;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;

namespace Offing.Node.Tests;

public sealed class ManyRequestsTests
{
    private const int Count = 100_000;

    // Far more than the chain lets a flood of a thousand accounts enter. There the post of this batch costs
    // what any other does (contracts/test/unit/Gas.t.sol).
    [Fact]
    public void One_batch_consumes_a_hundred_thousand_requests_and_holds_against_the_queues_hash()
    {
        using var world = new NodeWorld();
        var prefix = RequestHash.EmptyPrefix;
        for (var next = 0; next < Count;)
        {
            var some = Enumerable.Range(next, 500).Select(Request).ToList();
            foreach (var request in some)
            {
                prefix = RequestHash.Extend(prefix, request);
            }

            world.Run(some);
            next += some.Count;
        }

        Assert.Equal(1UL, world.Cut());
        var batch = world.Core.Ledger.NextBatch(1)!;
        Assert.Equal(((ulong)Count, prefix), (batch.Header.QueueCursor, batch.Header.QueueHash));
        Assert.Equal(Count * 1_000_000L, (long)world.Core.Read(state => state.DepositsCredited));
        Assert.True(batch.DataFits());

        var verifier = new BatchVerifier(31_337, Address.Zero);
        Assert.Null(verifier.Take(world.Core.Ledger.NextBatch(0)!));
        Assert.Null(verifier.Take(batch));
        Assert.Equal((ulong)Count, verifier.State!.QueueCursor);
    }

    // Of a thousand owners, each type in turn, some of them garbage.
    private static QueueRequest Request(int index)
    {
        var owner = Address.OfSystem($"owner {index % 1_000}");
        var type = (RequestType)(2 + (index % 5));
        byte[] rest = (index % 7, type) switch
        {
            (0, _) => [1, 2, 3],
            (_, RequestType.Withdraw) => [0, 0, 0, 0, 0, 0, 0, 0],
            (_, RequestType.Close) => new byte[12],
            (_, RequestType.Grant) => [.. Address.OfSystem($"key {index}").ToArray(), .. new byte[37]],
            (_, RequestType.Revoke) => Address.OfSystem($"key {index - 1}").ToArray(),
            _ => [],
        };
        return new QueueRequest(
            (ulong)index, type, owner, owner, 1_700_000_000,
            [0, 0, 0, 0, 0, 0x0F, 0x42, 0x40, .. rest]);
    }
}
