namespace Offing.Engine.Books.Fast;

/// <summary>
/// An order at rest, or the sentinel of a price level: the level's queue is a ring through its sentinel, so
/// that neither end is a special case. 32 bytes: two to a cache line.
/// </summary>
internal struct Node
{
    public uint Next;
    public uint Prev;

    /// <summary>Of an order: what is left, above zero.</summary>
    public uint Quantity;

    /// <summary>The price as the ladder orders it, see <see cref="Ladder.KeyOf"/>.</summary>
    public uint Key;

    /// <summary>Bit 0: the side. Bit 1: an order is here. The rest counts the orders that were.</summary>
    public uint Stamp;

    public uint Owner;
    public ulong Tag;

    public const uint SideBit = 1;
    public const uint LiveBit = 2;
    public const uint Generation = 4;
    public const uint LastGeneration = uint.MaxValue - (Generation - 1);
}
