using System.Text.Json;
using Offing.Commitment.Batches;
using Offing.Commitment.Trees;
using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;

namespace Offing.Commitment.Tests.Vectors;

public sealed class BatchVectorTests
{
    private static readonly JsonElement File = VectorFile.Read("batch.json");

    [Fact]
    public void Headers_agree_with_the_vectors()
    {
        foreach (var vector in File.Items("headers"))
        {
            var header = new BatchHeader(
                vector.U64("number"), vector.Hash("prevRoot"), vector.Hash("newRoot"), vector.U64("firstSeq"),
                vector.U64("lastSeq"), vector.Hash("inputsRoot"), vector.Hash("dataHash"),
                vector.Hash("withdrawalsRoot"), vector.U64("queueCursor"), vector.Hash("queueHash"),
                new Time(vector.U64("time")), vector.U64("seqCeiling"), vector.Hash("rulesHash"));
            Assert.Equal(vector.Hash("hash"), header.Hash());
        }
    }

    [Fact]
    public void Data_hashes_agree_with_the_vectors()
    {
        foreach (var vector in File.Items("data"))
        {
            var chunks = vector.Items("chunks").Select(chunk => Hex.Decode(chunk.GetString()!)).ToArray();
            Assert.Equal(vector.Hash("hash"), Chunks.DataHash(chunks));
        }
    }

    [Fact]
    public void Requests_and_the_prefix_of_the_queue_agree_with_the_vectors()
    {
        var queue = File.GetProperty("queue");
        var prefix = RequestHash.EmptyPrefix;
        foreach (var vector in queue.Items("requests"))
        {
            prefix = RequestHash.Extend(prefix, Request(vector));
            Assert.Equal(vector.Hash("prefix"), prefix);
        }

        foreach (var vector in queue.Items("requests").Concat(queue.Items("others")))
        {
            Assert.Equal(vector.Hash("hash"), RequestHash.Of(Request(vector)));
        }
    }

    // The vault derives them too, to know the master of a sub-account.
    [Fact]
    public void Addresses_of_sub_accounts_agree_with_the_vectors()
    {
        foreach (var vector in File.GetProperty("queue").Items("subAccounts"))
        {
            var master = Address.Parse(vector.GetProperty("master").GetString()!);
            var address = SubAccountAddress.Of(master, vector.GetProperty("ordinal").GetUInt32());
            Assert.Equal(Address.Parse(vector.GetProperty("address").GetString()!), address);
        }
    }

    // The vectors list one index out of order, to try its full width; a batch of ours would not.
    [Fact]
    public void Withdrawals_agree_with_the_vectors()
    {
        var vectors = File.GetProperty("withdrawals");
        var leaves = new List<Hash32>();
        foreach (var vector in vectors.Items("list").Where(v => v.U64("amount") <= long.MaxValue))
        {
            var leaf = new WithdrawalLeaf(
                vector.U64("index"), vector.Address("owner"), new MicroUsd((long)vector.U64("amount")));
            Assert.Equal(vector.Hash("leaf"), leaf.Hash());
        }

        leaves.AddRange(vectors.Items("list").Select(vector => vector.Hash("leaf")));
        var tree = new DenseTree(leaves);
        Assert.Equal(vectors.Hash("root"), tree.Root);
        foreach (var proof in vectors.Items("proofs"))
        {
            var ours = tree.Prove(proof.GetProperty("index").GetInt32());
            Assert.Equal(proof.U64("path"), ours.Path);
            Assert.Equal(proof.Hashes("siblings"), ours.Siblings);
        }
    }

    [Fact]
    public void Inputs_agree_with_the_vectors()
    {
        var vectors = File.GetProperty("inputs");
        var leaves = new List<Hash32>();
        foreach (var vector in vectors.Items("list"))
        {
            var leaf = new InputLeaf(
                vector.U64("seq"), vector.U64("arrival"), Keccak.Hash(vector.Bytes("entry")));
            Assert.Equal(vector.Hash("leaf"), leaf.Hash());
            leaves.Add(leaf.Hash());
        }

        Assert.Equal(vectors.Hash("root"), new DenseTree(leaves).Root);
    }

    private static QueueRequest Request(JsonElement vector) => new(
        vector.U64("index"), (RequestType)vector.GetProperty("type").GetByte(), vector.Address("account"),
        vector.Address("sender"), vector.U64("l1Time"), vector.Bytes("payload"));
}
