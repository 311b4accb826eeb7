using Offing.Primitives;

namespace Offing.Protocol.Events;

/// <summary>The operator stopped what could increase a position, or let it go on.</summary>
/// <param name="Market">One market; the highest number: the whole venue.</param>
/// <param name="Reason">Why; 0: it goes on.</param>
public readonly record struct SwitchThrown(MarketId Market, ushort Reason) : IEngineEvent;

/// <summary>A switch was not taken.</summary>
public readonly record struct SwitchRefused(MarketId Market, RejectCode Code) : IEngineEvent;
