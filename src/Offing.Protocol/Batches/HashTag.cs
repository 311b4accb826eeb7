namespace Offing.Protocol.Batches;

/// <summary>
/// The first byte of every structured preimage, as the table of spec/hashing.md fixes it: no two kinds share
/// one, so a hash of one kind can never be shown as a hash of another.
/// </summary>
public static class HashTag
{
    public const byte DenseLeaf = 0x00;
    public const byte DenseNode = 0x01;
    public const byte KeyedLeaf = 0x02;
    public const byte KeyedNode = 0x03;
    public const byte BookLeaf = 0x04;
    public const byte BookNode = 0x05;
    public const byte StateRoot = 0x10;
    public const byte Account = 0x11;
    public const byte Order = 0x12;
    public const byte Market = 0x13;
    public const byte Publisher = 0x14;
    public const byte NonceSet = 0x15;
    public const byte SessionGrant = 0x16;
    public const byte OracleRing = 0x17;
    public const byte FeeVolume = 0x18;
    public const byte Conditional = 0x19;
    public const byte OrderGroup = 0x1A;
    public const byte Twap = 0x1B;
    public const byte ScheduledCancel = 0x1C;
    public const byte TriggerReach = 0x1D;
    public const byte Timer = 0x1E;
    public const byte MarginTiers = 0x1F;
    public const byte Input = 0x20;
    public const byte Withdrawal = 0x21;
    public const byte Request = 0x22;
    public const byte ForcedClose = 0x23;
    public const byte VenueQuotes = 0x24;
    public const byte Settings = 0x30;
}
