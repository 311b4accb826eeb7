using Offing.Primitives;

namespace Offing.Protocol.Deleveraging;

/// <summary>A bucket with a position against the one to be closed, at the marks of the moment.</summary>
/// <param name="Account">Index, in order of creation: no two alike.</param>
/// <param name="Size">Lots of the position without a sign, over zero.</param>
/// <param name="Notional">All positions of the bucket at mark, micro-USDC.</param>
/// <param name="Equity">Of the bucket, micro-USDC; zero or less is leverage without bound.</param>
/// <param name="IsLast">Insurance and backstop vault: only when nobody else is left.</param>
public readonly record struct DeleverageCandidate(
    uint Account, Lots Size, Int128 Notional, Int128 Equity, bool IsLast);
