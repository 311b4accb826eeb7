using Offing.Primitives;
using Offing.Signing;

namespace Offing.Receipts.Tests;

public sealed class ReceiptCheckTests
{
    private static readonly ReceiptSource Source =
        new(Vectors.ChainId, Vectors.Vault, Vectors.Key.Address);

    private static readonly ReceiptDocument Good = Vectors.Document(3, 7);

    [Fact]
    public void A_receipt_of_another_chain_or_vault_is_none()
    {
        Assert.Equal(ReceiptDefect.OtherChain, Defect(Good with { ChainId = 1 }));
        var elsewhere = Good with { Vault = Vectors.Key.Address };
        Assert.Equal(ReceiptDefect.OtherVault, Defect(elsewhere));
        // Even who does not know the vault sees another signer than the sequencer.
        Assert.Equal(
            ReceiptDefect.OtherSigner,
            ReceiptCheck.Examine(elsewhere, Source with { Vault = null }).Defect);
    }

    [Fact]
    public void A_receipt_that_another_key_signed_is_none()
    {
        var stranger = PrivateKey.FromSeed("a stranger");
        var signature = Secp256k1.Sign(Vectors.Domain.Digest(Good.Receipt.Batch), stranger);
        var forged = Good with { Receipt = Good.Receipt with { Signature = signature } };
        Assert.Equal(ReceiptDefect.OtherSigner, Defect(forged));
        Assert.Equal(stranger.Address, ReceiptCheck.Examine(forged, Source).Signer);
    }

    [Fact]
    public void An_entry_that_is_not_the_promised_one_is_noticed()
    {
        Assert.Equal(ReceiptDefect.OtherEntry, Defect(Good with { Entry = [1, 2, 3] }));
        Assert.Equal(ReceiptDefect.None, Defect(Good with { Entry = null }));
    }

    [Fact]
    public void No_field_may_change_and_the_path_is_exactly_as_long_as_it_must_be()
    {
        var (receipt, batch) = (Good.Receipt, Good.Receipt.Batch);
        Receipt[] changed =
        [
            receipt with { Seq = receipt.Seq + 1 },
            receipt with { Seq = batch.FirstSeq - 1 },
            receipt with { Arrival = receipt.Arrival ^ 1 },
            receipt with { EntryHash = batch.Root },
            receipt with { Siblings = [.. receipt.Siblings.Skip(1)] },
            receipt with { Siblings = [.. receipt.Siblings.SkipLast(1)] },
            receipt with { Siblings = [.. receipt.Siblings, batch.Root] },
            receipt with { Batch = batch with { Root = batch.PreviousHash } },
        ];
        Assert.All(changed, wrong => Assert.False(wrong.IsInBatch));
        MicroBatchMessage[] resigned =
        [
            batch with { Record = batch.Record ^ 1 }, batch with { Epoch = batch.Epoch ^ 1 },
            batch with { FirstSeq = batch.FirstSeq ^ 1 }, batch with { Count = batch.Count ^ 1 },
            batch with { PreviousHash = batch.Root }, batch with { Deadline = batch.Deadline + 1 },
        ];
        Assert.All(resigned, wrong => Assert.NotEqual(
            Vectors.Key.Address, (receipt with { Batch = wrong }).Signer(Vectors.Domain)));
    }

    [Fact]
    public void Only_two_leaves_at_one_place_contradict()
    {
        Assert.False(ReceiptCheck.Contradict(Good, Good));
        Assert.False(ReceiptCheck.Contradict(Good, Vectors.Document(3, 8)));
        // One leaf, signed again with another deadline, is one promise.
        var later = Good.Receipt with { Batch = Good.Receipt.Batch with { Deadline = 9 } };
        Assert.False(ReceiptCheck.Contradict(Good, Good with { Receipt = later }));
        Assert.True(ReceiptCheck.Contradict(Vectors.Document(2, 4), Vectors.Document(4, 0)));
    }

    [Theory]
    [InlineData("{", "it is no JSON")]
    [InlineData("[]", "no receipt is in it")]
    [InlineData("""{"status":"ok","data":{"seq":1}}""", "no receipt is in it")]
    [InlineData("""{"batch":{},"signature":"0x00"}""", "record is missing")]
    [InlineData("""{"batch":7,"signature":"0x00"}""", "batch is no object")]
    public void What_is_no_receipt_is_told_why(string text, string why)
    {
        var error = Assert.Throws<FormatException>(() => ReceiptJson.Read(text));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"count\": 21", "\"count\": 4294967296", "count is over 32 bits")]
    [InlineData("\"seq\": 1012", "\"seq\": -1", "seq is no whole number")]
    [InlineData("\"seq\": 1012", "\"seq\": 1013", "leaf is not that of")]
    [InlineData("\"vault\": \"0x", "\"vault\": \"0x00", "vault is no address")]
    [InlineData("\"signature\": \"0x", "\"signature\": \"0x00", "signature is none")]
    [InlineData("\"siblings\": [", "\"siblings\": [7,", "siblings is not 0x and 64")]
    [InlineData("\"entryHash\": \"0x", "\"entryHash\": \"", "")]
    public void A_damaged_text_is_told_what_is_wrong(string part, string instead, string why)
    {
        var text = ReceiptJson.Write(Good).Replace(part, instead, StringComparison.Ordinal);
        Assert.NotEqual(text, ReceiptJson.Write(Good));
        if (why.Length == 0)
        {
            // Hexadecimal without 0x is read all the same.
            Assert.Equal(Good.Receipt.Leaf, ReceiptJson.Read(text).Receipt.Leaf);
            return;
        }

        var error = Assert.Throws<FormatException>(() => ReceiptJson.Read(text));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_receipt_is_found_inside_the_venues_answer()
    {
        var text = ReceiptJson.Write(Good);
        string[] answers =
        [
            "{\"status\":\"ok\",\"data\":" + text + "}",
            "{\"status\":\"ok\",\"data\":{\"seq\":1,\"receipt\":" + text + "}}",
        ];
        Assert.All(answers, a => Assert.Equal(Good.Receipt.Leaf, ReceiptJson.Read(a).Receipt.Leaf));
    }

    private static ReceiptDefect Defect(ReceiptDocument document) =>
        ReceiptCheck.Examine(document, Source).Defect;
}
