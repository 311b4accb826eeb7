using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Protocol.Events;

/// <summary>The operator stopped what could increase a position, or let it go on.</summary>
/// <param name="Market">One market; the highest number: the whole venue.</param>
/// <param name="Reason">Why; 0: it goes on.</param>
public readonly record struct SwitchThrown(MarketId Market, ushort Reason) : IEngineEvent;

/// <summary>A switch was not taken.</summary>
public readonly record struct SwitchRefused(MarketId Market, RejectCode Code) : IEngineEvent;

/// <summary>The operator stopped what an account or a key could increase, or let it go on.</summary>
/// <param name="Account">The account, or whose key it is.</param>
/// <param name="Target">The account or the session key.</param>
/// <param name="Reason">Why; 0: it goes on.</param>
public readonly record struct StopThrown(Address Account, Address Target, ushort Reason) : IEngineEvent;

/// <summary>A stop was not taken.</summary>
public readonly record struct StopRefused(Address Target, RejectCode Code) : IEngineEvent;

/// <summary>The operator announced a change of a parameter (spec/batch.md).</summary>
/// <param name="Due_Ms">When it takes effect.</param>
public readonly record struct ParameterAnnounced(ulong Number, ulong Due_Ms, byte[] Payload) : IEngineEvent;

/// <summary>A change took effect.</summary>
public readonly record struct ParameterChanged(ulong Number) : IEngineEvent;

/// <summary>The time of a change has come and it makes no sense any more: nothing changed.</summary>
public readonly record struct ParameterDropped(ulong Number) : IEngineEvent;

/// <summary>The operator's place was handed over on chain: from now on another key throws switches.</summary>
public readonly record struct OperatorChanged(Address Operator) : IEngineEvent;

/// <summary>
/// A market was listed by a change: it trades when it has a price. Its id is the number of markets before.
/// </summary>
/// <param name="At">When; its fees bound what it draws of the insurance for some time from here.</param>
public readonly record struct MarketListed(MarketParameters Parameters, Time At) : IEngineEvent;

/// <summary>Other parameters hold in the market.</summary>
public readonly record struct MarketChanged(MarketParameters Parameters) : IEngineEvent;

/// <summary>A publisher of prices is another one, a new one, or none any more.</summary>
/// <param name="Publisher">Its place; the number of publishers before: a new one.</param>
/// <param name="Key">Zero: nobody has the place.</param>
/// <param name="Quorum">Fresh publishers that are needed from now on.</param>
public readonly record struct PublisherChanged(byte Publisher, Address Key, byte Quorum) : IEngineEvent;

/// <summary>The market trades no more; its orders end and its positions are closed at the price.</summary>
public readonly record struct SettlementBegan(MarketId Market, Ticks Price) : IEngineEvent;

/// <summary>A position of a market that ends was closed.</summary>
/// <param name="Size">Signed position that it was.</param>
/// <param name="ClosedPnl">Realised.</param>
public readonly record struct PositionSettled(
    ulong TradeId, MarketId Market, Address Account, Lots Size, Ticks Price,
    MicroUsd ClosedPnl) : IEngineEvent;

/// <summary>Nothing is left in the market.</summary>
public readonly record struct SettlementEnded(MarketId Market) : IEngineEvent;
