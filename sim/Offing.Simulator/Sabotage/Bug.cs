namespace Offing.Simulator.Sabotage;

/// <summary>
/// Deliberate bugs, each at a seam of production code that the simulator wraps anyway. Only tests set one:
/// they show that the simulator would find it.
/// </summary>
internal enum Bug
{
    None = 0,
    SkipSync,
    ReleaseEarly,
    ForgetNonce,
    ApplyTwice,
    SwapEntries,
    DropDeposit,
    PostTwice,
    LoseCancel,
    SnapshotLosesLeaf,
    PromiseEarly,
    ForgetFloor,
    LeaveChallenge,
    ForgetNetData,
    ForgetReversal,
}
