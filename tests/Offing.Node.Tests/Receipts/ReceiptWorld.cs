using Offing.Gateway.Venue;
using Offing.Log.Disk;
using Offing.Node.Receipts;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Receipts;
using Offing.Settlement.Deployments;

namespace Offing.Node.Tests.Receipts;

/// <summary>A node over a disk that can fall, with a desk over a real file of marks.</summary>
internal sealed class ReceiptWorld : IDisposable
{
    public const uint DeadlineBlocks = 600;

    private static readonly Address Vault = Address.OfSystem("vault");
    private readonly string _folder = Directory.CreateTempSubdirectory("offing-receipts-").FullName;

    public ReceiptWorld() => Open();

    public NodeWorld Node { get; } = new();

    public BlockMarks Marks { get; private set; } = null!;

    public ReceiptDesk Desk { get; private set; } = null!;

    /// <summary>The chain's latest block.</summary>
    public ulong Block { get; set; } = 100;

    /// <summary>seqCeiling of what is posted.</summary>
    public ulong Ceiling { get; set; } = 1_000_000;

    public ulong Floor { get; set; }

    public ReceiptKeeper Keeper => new(Node.Core, Marks, () => Block, DeadlineBlocks);

    public static ReceiptSource Source => new(31337, Vault, DevelopmentKeys.Sequencer.Address);

    /// <summary>As after a start: marks and log are read anew, what was in memory is gone.</summary>
    public void Restart()
    {
        Node.Restart();
        Open();
    }

    /// <summary>The machine falls; what was not durable is partly there, partly not.</summary>
    public void Crash(Func<int, int> choose)
    {
        Node.Crash(choose);
        Open();
    }

    public void Open()
    {
        Marks?.Dispose();
        Marks = new BlockMarks(new FolderDisk(_folder), ReceiptOffice.MarksName);
        Desk = new ReceiptDesk(
            Node.Core.Receipts, Node.Core.ReadRecord, Marks, () => Ceiling,
            new ReceiptTerms(31337, Vault, DevelopmentKeys.Sequencer, DeadlineBlocks, Floor));
        Keeper.Mark();
    }

    /// <summary>Lets the index look back to the log's beginning.</summary>
    public void LookBack()
    {
        while (Node.Core.Receipts.Older is var older && older >= Node.Core.FirstRecord && older > 0)
        {
            Keeper.Tick(Node.Clock.Now);
        }
    }

    /// <summary>The receipt of an entry, which must hold.</summary>
    public ReceiptDocument Receipt(ulong seq)
    {
        var result = Desk.Find(seq);
        Assert.Equal(RejectCode.None, result.Refusal);
        Assert.Equal(ReceiptDefect.None, ReceiptCheck.Examine(result.Document!, Source).Defect);
        return result.Document!;
    }

    public ulong LastSeq => Node.Core.Read(state => state.InputCursor);

    public void Dispose()
    {
        Marks.Dispose();
        Node.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
