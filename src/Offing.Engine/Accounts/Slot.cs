using Offing.Engine.Liquidation;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Restoring;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Accounts;

/// <summary>How the margin of a slot is kept.</summary>
public enum MarginMode : byte
{
    /// <summary>The slot is free.</summary>
    None = 0,

    /// <summary>Shares the account's collateral with all cross slots.</summary>
    Cross = 1,

    /// <summary>A bucket of its own.</summary>
    Isolated = 2,
}

/// <summary>
/// One market in use by an account. It is taken by a position, a resting order or a leverage or mode other
/// than the default, and is free (all fields zero) otherwise.
/// </summary>
public sealed class Slot
{
    /// <summary>Leverage of a slot that nobody chose, where the market allows it.</summary>
    public const uint LeverageDefault = 20;

    private readonly Account _account;

    /// <summary>What it adds to the margin of the account; kept by <see cref="CrossMargin"/>.</summary>
    internal SlotMargin Kept;

    internal Slot(Account account, int place) => (_account, Place) = (account, place);

    /// <summary>In the account.</summary>
    internal int Place { get; }

    internal Account Owner => _account;

    /// <summary>Where its danger price is kept; null while it has none.</summary>
    internal DangerHeap? DangerHeap { get; set; }

    /// <summary>Place in <see cref="DangerHeap"/>.</summary>
    internal int DangerPlace { get; set; } = -1;

    /// <summary>Means nothing while <see cref="Mode"/> is None.</summary>
    public MarketId Market { get; private set; }

    public MarginMode Mode { get; private set; }

    public bool IsIsolated => Mode == MarginMode.Isolated;

    /// <summary>1 to the market's highest; the initial margin rate is its inverse.</summary>
    public uint Leverage { get; internal set { field = value; Changed(); } }

    /// <summary>Signed position.</summary>
    public Lots Size { get; internal set { field = value; WorthChanged(); } }

    /// <summary>Signed cost of the position: unrealised profit = mark x size - entry notional.</summary>
    public MicroUsd EntryNotional { get; internal set { field = value; WorthChanged(); } }

    /// <summary>Funding index up to which funding is settled, 1e-9 micro-USDC a lot.</summary>
    public Int128 FundingCheckpoint { get; internal set { field = value; WorthChanged(); } }

    /// <summary>
    /// Until when a liquidation takes all of a large position at once, because it took a part of it just
    /// before; zero when it has not.
    /// </summary>
    public Time LiquidatedInFull { get; internal set { field = value; Changed(); } }

    /// <summary>Collateral of an isolated slot; zero in cross mode.</summary>
    public MicroUsd IsolatedCollateral { get; internal set { field = value; WorthChanged(); } }

    /// <summary>The collateral of the bucket in which the slot lies.</summary>
    internal MicroUsd Purse
    {
        get => IsIsolated ? IsolatedCollateral : _account.Collateral;
        set
        {
            if (IsIsolated)
            {
                IsolatedCollateral = value;
            }
            else
            {
                _account.Collateral = value;
            }
        }
    }

    /// <summary>Lots of the resting buy orders.</summary>
    public Lots BuyReserve { get; private set; }

    /// <summary>Lots of the resting sell orders.</summary>
    public Lots SellReserve { get; private set; }

    /// <summary>Sum of price x remaining over the resting buy orders.</summary>
    public MicroUsd BuyReserveQuote { get; private set; }

    /// <summary>Sum of price x remaining over the resting sell orders.</summary>
    public MicroUsd SellReserveQuote { get; private set; }

    /// <summary>
    /// Sum of price x remaining x builder fee over the orders that reserve, tenths of a basis point of a
    /// micro-USDC.
    /// </summary>
    public Int128 BuilderReserve { get; private set; }

    public bool IsFree => Mode == MarginMode.None;

    /// <summary>The leverage that a slot of this market starts with.</summary>
    public static uint DefaultLeverage(MarketParameters market) =>
        Math.Min(LeverageDefault, market.MaxLeverage);

    /// <summary>The mode that a slot of this market starts with.</summary>
    public static MarginMode DefaultMode(MarketParameters market) =>
        market.IsolatedOnly ? MarginMode.Isolated : MarginMode.Cross;

    /// <summary>Orders of the account in this market, at rest or conditional.</summary>
    internal int OpenOrders { get; set; }

    /// <summary>
    /// Orders at rest and conditional ones that depend on the position: when there are any, whatever changes
    /// the position looks after them.
    /// </summary>
    internal int PositionWatchers { get; set; }

    /// <summary>Whether they are to be looked after already; see <see cref="Matching.Aftermath"/>.</summary>
    internal bool IsToBeWatched { get; set; }

    /// <summary>Lots reserved on a side.</summary>
    public Lots Reserve(Side side) => side == Side.Buy ? BuyReserve : SellReserve;

    internal void MustTake(MarketParameters market, Int128 fundingIndex)
    {
        Check.That(IsFree);
        _account.SetSlotMarket(Place, market.Id);
        Market = market.Id;
        Mode = DefaultMode(market);
        FundingCheckpoint = fundingIndex;
        Leverage = DefaultLeverage(market);
    }

    /// <summary>Chooses the mode of a slot that holds nothing.</summary>
    internal void MustSetMode(MarginMode mode)
    {
        Check.That(!IsFree && mode != MarginMode.None && Size.IsZero && OpenOrders == 0);
        Check.That(IsolatedCollateral.IsZero);
        Mode = mode;
        Changed();
    }

    /// <summary>As its leaf says it. Its orders are counted when they come.</summary>
    internal void Restore(in SlotImage image)
    {
        Check.That(IsFree && image.Mode != MarginMode.None && _account.FindSlot(image.Market) is null);
        _account.SetSlotMarket(Place, image.Market);
        (Market, Mode, Leverage) = (image.Market, image.Mode, image.Leverage);
        (Size, EntryNotional, FundingCheckpoint) =
            (image.Size, image.EntryNotional, image.FundingCheckpoint);
        (IsolatedCollateral, LiquidatedInFull) = (image.IsolatedCollateral, image.LiquidatedInFull);
        (BuyReserve, BuyReserveQuote) = (image.BuyReserve, image.BuyReserveQuote);
        (SellReserve, SellReserveQuote) = (image.SellReserve, image.SellReserveQuote);
        BuilderReserve = image.BuilderReserve;
        Changed();
    }

    /// <param name="builderFee">Tenths of a basis point.</param>
    internal void AddReserve(Side side, Ticks price, Lots size, uint builderFee = 0)
    {
        if (builderFee != 0)
        {
            BuilderReserve += (Int128)(price * size).Value * builderFee;
        }

        if (side == Side.Buy)
        {
            BuyReserve += size;
            BuyReserveQuote += price * size;
        }
        else
        {
            SellReserve += size;
            SellReserveQuote += price * size;
        }

        Changed();
    }

    internal void ReleaseWhenIdle(MarketParameters market)
    {
        if (IsFree || !Size.IsZero || OpenOrders != 0 || !IsolatedCollateral.IsZero
            || Mode != DefaultMode(market) || Leverage != DefaultLeverage(market))
        {
            return;
        }

        Check.That(EntryNotional.IsZero && BuyReserveQuote.IsZero && SellReserveQuote.IsZero);
        Check.That(BuilderReserve == 0 && PositionWatchers == 0 && BuyReserve.IsZero && SellReserve.IsZero);
        _account.SetSlotMarket(Place, null);
        Market = default;
        Mode = MarginMode.None;
        FundingCheckpoint = Int128.Zero;
        LiquidatedInFull = default;
        Leverage = 0;
    }

    /// <summary>What its margin is computed from has changed, and no field of it.</summary>
    internal void ParametersChanged() => WorthChanged();

    private void WorthChanged()
    {
        _account.WorthChanged();
        Changed();
    }

    private void Changed()
    {
        _account.Margins.Changed(Place, Kept);
        _account.Touch();
    }
}
