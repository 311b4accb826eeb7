using Offing.Commitment.State;
using Offing.Log;
using Offing.Log.Testing;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Settlement.Posting;
using Offing.Settlement.Watching;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Sabotage;

/// <summary>Puts one deliberate bug into a world, or none.</summary>
internal sealed class Saboteur(Bug bug, SimRandom random)
{
    /// <summary>What a gateway says that has lost a cancel.</summary>
    public static byte[] FalseAnswer { get; } =
        [.. """{"status":"ok","response":{"type":"cancel","data":{"statuses":["success"]}}}"""u8];

    public bool SkipsSync() => bug == Bug.SkipSync && random.Chance(20);

    /// <summary>Whether the gateway forgets the action and says that it was done.</summary>
    public bool Loses(SignedAction action) =>
        bug == Bug.LoseCancel && action.Command is CancelOrders && random.Chance(20);

    /// <summary>Whether the desk signs for the next place before anything is in it.</summary>
    public bool PromisesEarly() => bug == Bug.PromiseEarly && random.Chance(20);

    /// <summary>Whether a restored node takes its log for its own complete one.</summary>
    public bool ForgetsFloor => bug == Bug.ForgetFloor;

    /// <summary>Whether the disk of net data takes a sync for done.</summary>
    public bool ForgetsNetData => bug == Bug.ForgetNetData;

    /// <summary>Whether a node that is not the first looks at no challenge.</summary>
    public bool LeavesChallenges(int starts) => bug == Bug.LeaveChallenge && starts > 1;

    /// <summary>A snapshot was made.</summary>
    public void Made(MemoryDisk disk, string name)
    {
        if (bug == Bug.SnapshotLosesLeaf)
        {
            SnapshotTamper.DropLeaf(disk, name, LeafKind.Nonces);
        }
    }

    public ICommitLog Wrap(ICommitLog log) => bug switch
    {
        Bug.ReleaseEarly => new EarlyLog(log),
        Bug.ForgetNonce => new ForgetfulLog(log, random),
        Bug.ApplyTwice => new RepeatingLog(log, random),
        Bug.SwapEntries => new SwappingLog(log, random),
        Bug.ForgetReversal => new OneWayLog(log),
        _ => log,
    };

    public IRequestSink Wrap(IRequestSink sink) =>
        bug == Bug.DropDeposit ? new LeakingSink(sink, random) : sink;

    public IBatchSource Wrap(IBatchSource source) =>
        bug == Bug.PostTwice ? new RepeatingSource(source) : source;
}
