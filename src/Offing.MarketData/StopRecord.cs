using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>An account or a session key that the operator has stopped.</summary>
/// <param name="Account">The account, or whose key it is.</param>
/// <param name="Reason">Why; never 0.</param>
public sealed record StopRecord(Address Target, Address Account, ushort Reason);
