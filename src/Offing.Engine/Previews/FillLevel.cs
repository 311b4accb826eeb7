using Offing.Primitives;

namespace Offing.Engine.Previews;

/// <summary>What an order would trade at one price.</summary>
/// <param name="Trades">With how many parts of orders.</param>
public readonly record struct FillLevel(Ticks Price, Lots Size, int Trades);
