using Offing.Primitives;

namespace Offing.Tools.Exit;

/// <summary>What is to be called on chain.</summary>
public enum ExitCallKind
{
    Claim,
    Approve,
    CancelAll,
    Close,
    Withdraw,
    FreezeForSilence,
    FreezeForRequest,
    Refund,
    OpenEscape,
    ResolveMarket,
    Prove,
    Fix,
    ClaimEscape,
    Collect,
}

/// <summary>A call, by what it is of; the transaction is made of it when it is sent.</summary>
/// <param name="Account">Whom it is about.</param>
/// <param name="Index">Of a withdrawal or a request.</param>
public sealed record ExitCall(
    ExitCallKind Kind, Address Account = default, MarketId Market = default, ulong Index = 0)
{
    /// <summary>Gas that it takes at about, where it cannot be asked for yet.</summary>
    public ulong TypicalGas => Kind switch
    {
        ExitCallKind.Claim => 160_000,
        ExitCallKind.Approve => 50_000,
        ExitCallKind.CancelAll or ExitCallKind.Close or ExitCallKind.Withdraw => 150_000,
        ExitCallKind.FreezeForSilence or ExitCallKind.FreezeForRequest => 60_000,
        ExitCallKind.Refund => 130_000,
        ExitCallKind.OpenEscape => 170_000,
        ExitCallKind.ResolveMarket => 120_000,
        ExitCallKind.Prove => 130_000,
        ExitCallKind.Fix => 120_000,
        _ => 90_000,
    };
}

/// <summary>What comes next.</summary>
/// <param name="What">For whoever watches.</param>
public abstract record ExitStep(string What);

/// <summary>These can be sent now, in this order.</summary>
public sealed record SendStep(string What, IReadOnlyList<ExitCall> Calls) : ExitStep(What);

/// <summary>
/// Nothing can be sent before a block of this time, or before somebody else does something.
/// </summary>
/// <param name="Until_S">Zero when that is not known.</param>
public sealed record WaitStep(string What, ulong Until_S) : ExitStep(What);

/// <summary>The key cannot go on; the text says what is needed.</summary>
public sealed record StuckStep(string What) : ExitStep(What);

/// <summary>Everything that there was is out.</summary>
public sealed record DoneStep(string What) : ExitStep(What);
