using Offing.Log.Disk;
using Offing.Log.Testing;
using Offing.Node.Receipts;
using Offing.Settlement.Contracts;

namespace Offing.Node.Tests.Receipts;

public sealed class BlockMarksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("offing-marks-").FullName;

    private string File => Path.Combine(_folder, "marks");

    private FolderDisk Folder => new(_folder);

    private BlockMarks Open() => new(Folder, "marks");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_record_keeps_its_block_whatever_is_marked_later_and_after_a_restart()
    {
        using (var marks = Open())
        {
            marks.Set(tail: 10, block: 100);
            // Asked ahead of the tail: the next mark begins after it.
            Assert.Equal(100UL, marks.BlockFor(15));
            marks.Set(tail: 12, block: 200);
            Assert.Equal(100UL, marks.BlockFor(15));
            Assert.Equal(200UL, marks.BlockFor(16));
            Assert.Equal(100UL, marks.BlockFor(1));
        }

        using var again = Open();
        Assert.Equal(200UL, again.Newest);
        Assert.Equal(100UL, again.BlockFor(15));
        Assert.Equal(200UL, again.BlockFor(16));
    }

    [Fact]
    public void A_lower_block_after_a_reorg_is_passed_over()
    {
        using var marks = Open();
        marks.Set(1, 100);
        marks.Set(5, 90);
        Assert.Equal(100UL, marks.BlockFor(6));
    }

    [Fact]
    public void While_it_is_not_known_whether_a_mark_is_durable_no_block_is_told_for_its_records()
    {
        var (disk, isBad) = (new MemoryDisk(), false);
        disk.Fails = (call, _) => isBad && call == DiskCall.Sync;
        using var marks = new BlockMarks(disk, "marks");
        Assert.Null(marks.BlockFor(1));
        marks.Set(tail: 10, block: 100);
        isBad = true;
        Assert.Throws<IOException>(() => marks.Set(tail: 20, block: 200));
        Assert.Equal(100UL, marks.BlockFor(20));
        Assert.Null(marks.BlockFor(21));
        isBad = false;
        marks.Set(tail: 30, block: 300);
        Assert.Equal(100UL, marks.BlockFor(21));
        Assert.Equal(300UL, marks.BlockFor(31));
        disk.Crash(_ => 0);
        using var again = new BlockMarks(disk, "marks");
        Assert.Equal((100UL, 300UL), (again.BlockFor(30), again.BlockFor(31)));
    }

    [Fact]
    public void A_torn_or_flipped_end_is_cut_off_at_every_byte()
    {
        using (var marks = Open())
        {
            marks.Set(1, 100);
            marks.Set(5, 200);
        }

        var whole = System.IO.File.ReadAllBytes(File);
        for (var length = 24; length < 48; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            using var torn = Open();
            Assert.Equal(100UL, torn.Newest);
            Assert.Equal(24, new FileInfo(File).Length);
        }

        whole[40] ^= 1;
        System.IO.File.WriteAllBytes(File, whole);
        using var flipped = Open();
        flipped.Set(9, 300);
        Assert.Equal(300UL, flipped.BlockFor(10));
    }

    [Fact]
    public void A_log_that_ends_before_the_chain_is_refused_until_it_is_said_to_be_restored()
    {
        var posted = new SettlementHead(3, 50, 0, default, 1_050, 1, 1);
        Assert.Equal(0UL, ReceiptFloor.Of(Folder, isRestored: false, lastSeq: 50, posted));
        var error = Assert.Throws<VenueStartException>(
            () => ReceiptFloor.Of(Folder, isRestored: false, lastSeq: 49, posted));
        Assert.Contains("--restored", error.Message, StringComparison.Ordinal);
        Assert.Equal(1_050UL, ReceiptFloor.Of(Folder, isRestored: true, lastSeq: 49, posted));
        // Said once, it holds for ever, and never falls.
        Assert.Equal(1_050UL, ReceiptFloor.Of(Folder, isRestored: false, lastSeq: 60, posted));
        var later = posted with { SeqCeiling = 2_000 };
        Assert.Equal(2_000UL, ReceiptFloor.Of(Folder, isRestored: true, lastSeq: 60, later));
    }

    [Fact]
    public void A_damaged_floor_is_refused_until_it_is_made_anew_from_the_posted_ceiling()
    {
        var posted = new SettlementHead(3, 50, 0, default, 1_050, 1, 1);
        System.IO.File.WriteAllText(Path.Combine(_folder, "receipts.floor.1050"), "?");
        var error = Assert.Throws<VenueStartException>(
            () => ReceiptFloor.Of(Folder, isRestored: false, lastSeq: 50, posted));
        Assert.Contains("is damaged", error.Message, StringComparison.Ordinal);
        Assert.Equal(1_050UL, ReceiptFloor.Of(Folder, isRestored: true, lastSeq: 50, posted));
        Assert.Equal(1_050UL, ReceiptFloor.Of(Folder, isRestored: false, lastSeq: 50, posted));
    }

    [Fact]
    public void No_loss_of_power_leaves_a_restored_node_without_the_floor_that_it_had()
    {
        var posted = new SettlementHead(3, 50, 0, default, 1_050, 1, 1);
        for (var seed = 0; seed < 64; seed++)
        {
            var (disk, random) = (new MemoryDisk(), new Random(seed));
            ReceiptFloor.Of(disk, isRestored: true, lastSeq: 50, posted);
            var calls = random.Next(6);
            disk.Fails = (_, _) => calls-- == 0;
            try
            {
                ReceiptFloor.Of(disk, isRestored: true, lastSeq: 50, posted with { SeqCeiling = 2_000 });
            }
            catch (IOException)
            {
                // Whether it is durable is not known.
            }

            disk.Fails = (_, _) => false;
            disk.Crash(random.Next);
            Assert.InRange(ReceiptFloor.Of(disk, isRestored: false, lastSeq: 50, posted), 1_050UL, 2_000UL);
        }
    }
}
