using Offing.Log.Disk;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.Posting;
using Offing.Signing;

namespace Offing.Node.Receipts;

/// <summary>All that a venue needs to give receipts and to stand by them, wired in one place.</summary>
public sealed class ReceiptOffice : IDisposable
{
    /// <summary>In the data folder.</summary>
    public const string MarksName = "receipts.marks";

    private readonly BlockMarks _marks;
    private readonly ReceiptKeeper _keeper;
    private readonly ChallengeAnswers _answers;

    private ReceiptOffice(
        BlockMarks marks, ReceiptDesk desk, ReceiptKeeper keeper, ChallengeAnswers answers) =>
        (_marks, Desk, _keeper, _answers) = (marks, desk, keeper, answers);

    /// <summary>Gives them.</summary>
    public ReceiptDesk Desk { get; }

    /// <summary>Opens it before the node's first round, so that every new record has its mark.</summary>
    /// <exception cref="VenueStartException">The log is not complete, or a file is damaged.</exception>
    public static ReceiptOffice Open(
        NodeCore node, DevChain chain, Deployment deployment, PrivateKey key, VenueOptions options,
        Action<string> say)
    {
        var bond = new ReceiptBondContract(chain.Client, deployment.ReceiptBond);
        var posted = new SettlementContract(chain.Client, deployment.Settlement).Latest();
        var folder = new FolderDisk(options.DataFolder);
        var floor = ReceiptFloor.Of(
            folder, options.IsRestored, node.Read(state => state.InputCursor), posted);
        if (floor > 0)
        {
            say($"receipts: this node was restored, none are given up to entry {floor}");
        }

        if (bond.BondHeld() == 0)
        {
            say($"receipts: NO BOND stands behind them: it was taken or withdrawn ({bond.Address})");
        }

        var deadline = bond.DeadlineBlocks();
        var marks = new BlockMarks(folder, MarksName);
        var desk = new ReceiptDesk(
            node.Receipts, node.ReadRecord, marks, () => CeilingOf(node),
            new ReceiptTerms(deployment.ChainId, deployment.Vault, key, deadline, floor));
        var keeper = new ReceiptKeeper(node, marks, () => chain.Client.Head().Number, deadline);
        keeper.Mark();
        var answers = new ChallengeAnswers(
            node, chain.Client, bond, new BatchReader(chain.Client, deployment),
            new LoneSender(chain.Client, key, new PosterOptions()), deployment.Block, say);
        return new ReceiptOffice(marks, desk, keeper, answers);
    }

    /// <summary>One step of what goes on in the background.</summary>
    public void Tick(Time now)
    {
        _keeper.Tick(now);
        _answers.Tick(now);
    }

    /// <inheritdoc/>
    public void Dispose() => _marks.Dispose();

    private static ulong CeilingOf(NodeCore node) =>
        node.Ledger.LastPosted is { } last ? node.Ledger.Header(last)?.SeqCeiling ?? 0 : 0;
}
