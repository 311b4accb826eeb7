using System.Text.Json;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Signing;

namespace Offing.Receipts.Tests;

public sealed class VectorTests
{
    [Fact]
    public void Digests_and_signatures_agree_with_the_vectors()
    {
        foreach (var batch in Vectors.Batches)
        {
            var digest = Vectors.Domain.Digest(Vectors.Message(batch));
            Assert.Equal(Vectors.Hash(batch, "digest"), digest);
            // The nonce of RFC 6979: another library with the same key makes the same bytes.
            var signature = Secp256k1.Sign(digest, Vectors.Key);
            Assert.Equal(Vectors.Text(batch, "r"), signature.R);
            Assert.Equal(Vectors.Text(batch, "s"), signature.S);
        }
    }

    [Fact]
    public void Leaves_roots_and_paths_agree_with_the_vectors()
    {
        for (var batch = 0; batch < Vectors.Batches.Count; batch++)
        {
            var entries = Vectors.Batches[batch].GetProperty("entries");
            var receipts = Enumerable.Range(0, entries.GetArrayLength())
                .Select(index => Vectors.Receipt(batch, index)).ToArray();
            var tree = new DenseTree([.. receipts.Select(receipt => receipt.Leaf)]);
            Assert.Equal(receipts[0].Batch.Root, tree.Root);
            for (var index = 0; index < receipts.Length; index++)
            {
                Assert.Equal(Vectors.Hash(entries[index], "leaf"), receipts[index].Leaf);
                Assert.Equal(tree.Prove(index).Siblings, receipts[index].Siblings);
                Assert.True(receipts[index].IsInBatch);
                Assert.Equal(Vectors.Key.Address, receipts[index].Signer(Vectors.Domain));
            }
        }
    }

    [Fact]
    public void Every_receipt_of_the_vectors_holds_and_survives_its_text()
    {
        var source = new ReceiptSource(Vectors.ChainId, Vectors.Vault, Vectors.Key.Address);
        for (var batch = 0; batch < Vectors.Batches.Count; batch++)
        {
            var document = Vectors.Document(batch, 0);
            var read = ReceiptJson.Read(ReceiptJson.Write(document));
            Assert.Equal(ReceiptDefect.None, ReceiptCheck.Examine(read, source).Defect);
            Assert.Equal(ReceiptJson.Write(document), ReceiptJson.Write(read));
        }
    }

    [Fact]
    public void The_evidence_is_the_call_that_the_contract_takes()
    {
        var (one, other) = (Vectors.Document(2, 4), Vectors.Document(4, 0));
        Assert.True(ReceiptCheck.Contradict(one, other));
        Assert.Equal(Data("twoLeaves"), BondCalls.SlashTwoLeaves(one.Receipt, other.Receipt));
        Assert.Equal(Data("challenge"), BondCalls.Challenge(Vectors.Receipt(3, 20)));
    }

    private static byte[] Data(string name) =>
        Hex.Decode(Vectors.Text(Vectors.File.GetProperty(name), "data"));
}
