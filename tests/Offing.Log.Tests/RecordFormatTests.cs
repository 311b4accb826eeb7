using Offing.Primitives;

namespace Offing.Log.Tests;

/// <summary>The bytes of spec/log.md, written out here by hand.</summary>
public sealed class RecordFormatTests
{
    private const string FirstHash = "0x2d46717fbe4bea79b9bf8a06c405581dc8272886c60bbd9bed9ca3d19c98ae42";
    private const string SecondHash = "0xff71796b61176a2a4f76a670aa7530e4d92987ba75d33af44089002a3cf48a4d";

    [Fact]
    public void A_record_is_the_fields_of_the_spec_in_their_order_and_their_hash()
    {
        var bytes = new byte[RecordFormat.OverheadBytes + 3];
        var hash = RecordFormat.Encode(
            bytes, 1, Hash32.Zero, new RecordStamp(2, 3, new Time(0x0405), 6), [0xAA, 0xBB, 0xCC]);
        var expected = "0x0000000000000001" + new string('0', 64) + "0000000000000002" + "00000003"
            + "0000000000000405" + "00000006" + "00000003" + "aabbcc";
        Assert.Equal(expected, Hex.Encode(bytes)[..expected.Length]);
        Assert.Equal(Keccak.Hash(Hex.Decode(expected)), hash);
        Assert.Equal(FirstHash, hash.ToString());
    }

    [Fact]
    public void The_second_record_carries_the_hash_of_the_first()
    {
        var bytes = new byte[RecordFormat.OverheadBytes + 1];
        var hash = RecordFormat.Encode(
            bytes, 2, Hash32.Parse(FirstHash), new RecordStamp(2, 3, new Time(0x0406), 1), [0xDD]);
        Assert.Equal(SecondHash, hash.ToString());
        Assert.NotNull(RecordFormat.Decode(bytes, 2, Hash32.Parse(FirstHash)).Record);
        Assert.StartsWith("record 2 chains to", RecordFormat.Decode(bytes, 2, Hash32.Zero).Defect);
        Assert.Equal("record 2 where 3 belongs", RecordFormat.Decode(bytes, 3, Hash32.Zero).Defect);
    }

    [Fact]
    public void Limits_keep_their_promises() => LogLimits.AssertRelations();
}
