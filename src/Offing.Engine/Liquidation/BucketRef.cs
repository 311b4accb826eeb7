using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Primitives;

namespace Offing.Engine.Liquidation;

/// <summary>A bucket by name: the cross slots of an account, or one isolated slot.</summary>
/// <param name="Isolated">Null: the cross bucket.</param>
internal readonly record struct BucketRef(Account Account, Slot? Isolated)
{
    /// <summary>The bucket in which a taken slot lies.</summary>
    public static BucketRef Of(Account account, Slot slot) =>
        new(account, slot.Mode == MarginMode.Isolated ? slot : null);

    public bool IsIsolated => Isolated is not null;

    /// <summary>
    /// By account in order of creation, the cross bucket first, then the isolated ones by market.
    /// </summary>
    public ulong Key =>
        ((ulong)(uint)Account.Index << 32) | (Isolated is null ? 0 : Isolated.Market.Value + 1UL);

    /// <summary>Micro-USDC.</summary>
    public MicroUsd Collateral
    {
        get => Isolated?.IsolatedCollateral ?? Account.Collateral;
        set
        {
            if (Isolated is null)
            {
                Account.Collateral = value;
            }
            else
            {
                Isolated.IsolatedCollateral = value;
            }
        }
    }

    /// <summary>Zero of an isolated slot that was closed and is free again.</summary>
    public Bucket Value(VenueState state) =>
        Isolated is null ? Bucket.Of(state, Account)
        : Isolated.IsIsolated ? Bucket.Of(state, Account, Isolated)
        : default;

    public bool Has(Slot slot) =>
        !slot.IsFree && (Isolated is null ? slot.Mode == MarginMode.Cross : slot == Isolated);
}
