using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Engine.Matching;

/// <summary>
/// Puts the client's decimals on the market's grid of lots and ticks, exactly or not at all.
/// </summary>
internal static class OrderGrid
{
    /// <summary>
    /// Lots and ticks of an order, both above zero, with a notional inside the order limit.
    /// </summary>
    public static RejectCode Place(OrderSpec spec, MarketParameters market, out Ticks price, out Lots size)
    {
        price = default;
        var refusal = PlaceSize(spec.Size, market.SzDecimals, out size);
        if (refusal == RejectCode.None)
        {
            refusal = PlacePrice(spec.Price, market.PriceDecimals, out price);
        }

        return refusal == RejectCode.None && (price * size).Value > Limits.OrderMaxNotional_MicroUsd
            ? RejectCode.SizeTooLarge
            : refusal;
    }

    /// <summary>What only the native action asks for.</summary>
    public static RejectCode PlaceOptions(OrderOptions options, Time now, ref OrderDraft draft)
    {
        var expiry = new Time(options.Expiry_Ms);
        if (options.Expiry_Ms != 0 && expiry <= now)
        {
            return RejectCode.ExpiryPassed;
        }

        var display = Lots.Zero;
        if (options.Display is { } written)
        {
            var refusal = PlaceSize(written, draft.Market.Parameters.SzDecimals, out display);
            if (refusal != RejectCode.None || !draft.MayRest || display > draft.Size
                || (draft.Price * display).Value < Limits.OrderMinValue_MicroUsd)
            {
                return RejectCode.BadDisplaySize;
            }
        }

        draft = draft with
        {
            SelfTrade = options.SelfTrade,
            AcrossSubAccounts = options.AcrossSubAccounts,
            Display = display,
            Expiry = expiry,
        };
        return RejectCode.None;
    }

    public static RejectCode PlaceSize(WireDecimal written, int decimals, out Lots size)
    {
        size = Lots.Zero;
        if (!IsOnGrid(written, decimals))
        {
            return RejectCode.SizeOffLot;
        }

        if (written.IsZero)
        {
            return RejectCode.SizeZero;
        }

        if (!written.TryScale(decimals, out var lots) || lots > (ulong)Limits.OrderMax_Lots)
        {
            return RejectCode.SizeTooLarge;
        }

        size = new Lots((long)lots);
        return RejectCode.None;
    }

    public static RejectCode PlacePrice(WireDecimal written, int decimals, out Ticks price)
    {
        price = default;
        if (written.IsZero)
        {
            return RejectCode.PriceZero;
        }

        if (!IsOnGrid(written, decimals)
            || (written.SignificantFigures > Limits.PriceSignificantFigures && !written.IsInteger))
        {
            return RejectCode.PriceOffTick;
        }

        if (!written.TryScale(decimals, out var ticks) || ticks > uint.MaxValue)
        {
            return RejectCode.PriceTooLarge;
        }

        price = new Ticks((uint)ticks);
        return RejectCode.None;
    }

    // TryScale fails both for a value between grid points and for one past 64 bits; here only the first
    // counts.
    private static bool IsOnGrid(WireDecimal written, int decimals)
    {
        var (digits, scale) = (written.Mantissa, (int)written.Scale);
        while (scale > decimals && digits % 10 == 0)
        {
            digits /= 10;
            scale--;
        }

        return scale <= decimals;
    }
}
