using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Protocol.Events;

/// <summary>A request of the chain's queue was consumed and credited.</summary>
public readonly record struct Deposited(ulong RequestIndex, Address Account, MicroUsd Amount) : IEngineEvent;

/// <summary>A request of the chain's queue was consumed and refused by rule.</summary>
public readonly record struct RequestRefused(
    ulong RequestIndex, Address Account, RejectCode Code) : IEngineEvent;

/// <summary>
/// A demand of an owner was consumed and done; what it did stands before this event. (A close tells of
/// itself.)
/// </summary>
public readonly record struct RequestServed(
    ulong RequestIndex, Address Account, RequestType Type) : IEngineEvent;

/// <summary>A demanded close sends an order to the book; its trades and its end follow.</summary>
/// <param name="Mark">Of its moment.</param>
public readonly record struct CloseOrdered(
    ulong RequestIndex, OrderId Order, Address Account, MarketId Market, Side Side, Lots Size, Ticks Price,
    Ticks Mark) : IEngineEvent;

/// <summary>The book did not fill all of a demanded close: it is tried again with each batch.</summary>
/// <param name="Left">Lots.</param>
/// <param name="Deadline_Ms">From then on it is closed against opposite positions.</param>
public readonly record struct CloseWaits(
    ulong RequestIndex, Address Account, MarketId Market, Lots Left, ulong Deadline_Ms) : IEngineEvent;

/// <summary>A demanded close is over.</summary>
/// <param name="Code">Why it was refused; None of every other end.</param>
public readonly record struct CloseEnded(
    ulong RequestIndex, Address Account, MarketId Market, CloseEnd How, RejectCode Code) : IEngineEvent;

/// <summary>Ends of a demanded close.</summary>
public enum CloseEnd : byte
{
    /// <summary>Nothing is left of what was demanded, or of the position.</summary>
    Closed = 0,

    /// <summary>A newer demand took its place.</summary>
    Replaced = 1,

    /// <summary>The market ends and settles the position.</summary>
    Settled = 2,

    /// <summary>By rule, for the code.</summary>
    Refused = 3,

    /// <summary>The chain lost the demand.</summary>
    TakenBack = 4,
}

/// <summary>
/// The chain lost a request that was consumed: the queue is where it was before. What the request has done
/// stands; what it would still do ends, and what came in with it is debited, by the events behind this one.
/// </summary>
public readonly record struct RequestTakenBack(
    ulong RequestIndex, Address Account, RequestType Type) : IEngineEvent;

/// <summary>What came in with a request that was taken back was debited: the account may owe by it.</summary>
public readonly record struct DepositReversed(
    ulong RequestIndex, Address Account, MicroUsd Amount) : IEngineEvent;

/// <summary>A reversal changed nothing.</summary>
public readonly record struct ReversalRefused(ulong RequestIndex, RejectCode Code) : IEngineEvent;

/// <summary>
/// Batches that were cut are none: the next cut ends batch <paramref name="First"/>, with all of their
/// entries.
/// </summary>
public readonly record struct BatchesReopened(ulong First) : IEngineEvent;
