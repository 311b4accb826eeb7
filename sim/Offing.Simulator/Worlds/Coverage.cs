using Offing.Primitives;

namespace Offing.Simulator.Worlds;

/// <summary>What happened in a world, beside incidents and hazards.</summary>
internal enum Seen
{
    MessageLost,
    MessageReplayed,
    MessageClogged,
    MessageOfOneCutOff,
    RequestAnsweredUnknown,
    RequestRefusedForRoom,
    WriteFault,
    ReadFault,
    SectorLost,
    SectorSpoiled,
    SectorKept,
    PowerLostInsideACall,
    StartFailed,
    AppendUnknown,
    RebuiltInProcess,
    RebuildFailedAtFirst,
    RecordCameThroughACrash,
    MisdirectionFound,
    SnapshotMade,
    SnapshotMadeAtStop,
    SnapshotNotMade,
    SnapshotNotUsed,
    SnapshotMakerOutlivedItsNode,
    StartBehindSnapshot,
    StartFromFirstRecord,
    StartOfPrunedLog,
    LogPruned,
    ClockJumpedAnHourAhead,
    ClockJumpedAnHourBack,
    ChainDidNotAnswer,
    TransactionForgotten,
    BatchTakenBack,
    DepositTakenBack,
    QuorumLost,
    ReportOutOfDate,
    ReportSentAgain,
    ReportWild,
    ReportRefused,
    ReceiptGiven,
    ReceiptGivenAgain,
    ReceiptGivenAfterAStart,
    ReceiptNotGiven,
    ReceiptHeldAgainstItsBatch,
    ReceiptChallenged,
    ChallengeAnswered,
    ChallengeAnsweredAfterAStart,
    ChallengeAnsweredFromTheChain,
    ChallengeAnsweredFromInputs,
    AnswerTakenBack,
    NodeRestored,
    BatchKeptLater,
    NetDataSpoiled,
    NetStartBehindSnapshot,
    NetLogPruned,
    IntakeStopped,
    PostingStopped,
    ReversalHadToWait,
    StartWithReverse,
    RequestTakenBack,
    BatchCutAgain,
}

/// <summary>Counts what happened, so that a fault that never comes is seen.</summary>
internal sealed class Coverage
{
    /// <summary>Reorgs are told apart by their depth up to this.</summary>
    public const int ReorgMost_Blocks = 12;

    private readonly long[] _seen = new long[Enum.GetValues<Seen>().Length];
    private readonly long[] _incidents = new long[Enum.GetValues<Incident>().Length];
    private readonly long[] _hazards = new long[Enum.GetValues<Hazard>().Length];
    private readonly long[] _reorgs = new long[ReorgMost_Blocks + 1];

    /// <summary>Counts it; always true, so that it can stand in a condition.</summary>
    public bool Count(Seen what) => ++_seen[(int)what] > 0;

    public bool Count(Incident what) => ++_incidents[(int)what] > 0;

    public bool Count(Hazard what) => ++_hazards[(int)what] > 0;

    public void Reorg(int depth) => _reorgs[depth]++;

    /// <summary>Everything that there is to be seen, with how often it was.</summary>
    public IReadOnlyList<(string Name, long Count)> Rows() =>
    [
        .. Enum.GetValues<Incident>().Select(each => (NameOf(each), _incidents[(int)each])),
        .. Enumerable.Range(1, ReorgMost_Blocks).Select(depth => ($"reorg of depth {depth}", _reorgs[depth])),
        .. Enum.GetValues<Hazard>().Select(each => ($"hazard: {Words(each)}", _hazards[(int)each])),
        .. Enum.GetValues<Seen>().Select(each => (Words(each), _seen[(int)each])),
    ];

    /// <summary>Of its row.</summary>
    public static string NameOf(Incident incident) => $"incident: {Words(incident)}";

    /// <summary>"ClockHour" becomes "clock hour".</summary>
    public static string Words<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select((letter, index) =>
        index > 0 && char.IsUpper(letter)
            ? $" {char.ToLowerInvariant(letter)}"
            : $"{char.ToLowerInvariant(letter)}"));
}
