namespace Offing.Protocol.Wire;

/// <summary>
/// The text of each reject on the compatible wire. Where Hyperliquid has the reject, its words are
/// used, since clients map them to their own errors by substring; the rest says what to do.
/// </summary>
public static class RejectText
{
    /// <summary>
    /// The text for <paramref name="code"/>; <paramref name="detail"/> says what exactly, where known.
    /// </summary>
    public static string For(RejectCode code, string detail = "") => (int)code switch
    {
        < 200 => Door(code, detail),
        < 300 => Account(code, detail),
        < 400 => Order(code, detail),
        _ => Feed(code, detail),
    };

    /// <summary>Whether the code is about what was ordered and not about who ordered it.</summary>
    public static bool IsOfOrder(RejectCode code) => (int)code is >= 300 and < 400;

    private static string Door(RejectCode code, string detail) => code switch
    {
        RejectCode.DuplicateKey => $"Duplicate key{Colon(detail)}.",
        RejectCode.UnknownKey =>
            $"Unknown key{Colon(detail)}. Remove it: what is signed must be what is executed.",
        RejectCode.MissingKey => $"Missing key{Colon(detail)}.",
        RejectCode.UnknownAction => $"Unknown action type{Colon(detail)}.",
        RejectCode.UnsupportedAction => $"Action{Space(detail)} is not offered by this venue.",
        RejectCode.BadPrice => $"Order has invalid price{Colon(detail)}.",
        RejectCode.BadSize => $"Order has invalid size{Colon(detail)}.",
        RejectCode.BadSignature => $"Invalid signature{Colon(detail)}.",
        RejectCode.UnknownSigner => $"User or API Wallet{Space(detail)} does not exist.",
        RejectCode.AgentNotAllowed =>
            $"An API wallet may not sign{Space(detail)}: sign with the account's own key.",
        RejectCode.NonceMismatch => "Invalid nonce: the nonce inside the action must equal the envelope's.",
        RejectCode.SchemeNotAllowed => $"This signing scheme is not accepted here{Colon(detail)}.",
        RejectCode.Overloaded => "OVERLOADED: the venue sheds load, nothing was taken. Send again.",
        RejectCode.Halted => $"The venue has halted{Colon(detail)}.",
        RejectCode.DiskFull =>
            "DISK_FULL: the venue's disk is full, nothing was taken. Cancels are taken as long as they fit.",
        RejectCode.TooManyRequests =>
            $"Too many cumulative requests sent{Space(detail)}. Place taker orders to free up 1 request per "
            + "USDC traded.",
        RejectCode.KeyTooFast =>
            $"Too many requests of this key in a minute{Colon(detail)}. Wait, then send again.",
        RejectCode.PostingLate =>
            "POSTING_LATE: the venue's batches do not reach the chain; until they do, only reduce-only "
            + "orders are taken, and cancels. Nothing was taken.",
        RejectCode.ReceiptUnknown =>
            "No receipt: nothing was sequenced under that name, or so long ago that it is not served.",
        RejectCode.ReceiptNotYet =>
            "No receipt yet: the last posted batch promises no number so high. Ask again after the next one.",
        RejectCode.ReceiptWithheld =>
            "No receipt: this node was restored and promises nothing at numbers that it may have promised.",
        RejectCode.OutcomeUnknown =>
            "UNKNOWN: the outcome is not known. Ask orderStatus before sending again.",
        _ => $"{Words(code)}{Colon(detail)}.",
    };

    private static string Account(RejectCode code, string detail) => code switch
    {
        RejectCode.NonceUsed => "Invalid nonce: it was used already.",
        RejectCode.NonceTooLow => "Invalid nonce: it is below the 100 highest of this signer.",
        RejectCode.NonceOutOfWindow =>
            "Invalid nonce: it must lie within 2 days before and 1 day after now, in ms.",
        RejectCode.Expired => "Action expired: expiresAfter has passed.",
        RejectCode.NotDeposited => $"Must deposit before performing actions.{User(detail)}",
        RejectCode.NoSlotFree => "No slot is free: an account holds 16 markets at once. Close one first.",
        RejectCode.AgentAddressUsed => "This API wallet address was used before. Make a fresh key.",
        RejectCode.AgentLimitReached => "Too many API wallets. Replace one by naming it.",
        RejectCode.AgentExpiryInvalid => "valid_until must lie in the future and at most 180 days ahead.",
        RejectCode.GrantLimits => "The limits of a grant name at most 64 markets, all of this venue.",
        RejectCode.KeyMarket => "This API wallet may not trade this market.",
        RejectCode.KeyReduceOnly => "This API wallet may only reduce positions.",
        RejectCode.KeyLossReached =>
            "This API wallet has reached its loss of the day: it may only reduce until the next UTC day.",
        RejectCode.KeyOrderNotional => "Order is larger than this API wallet may place.",
        RejectCode.KeyPositionNotional =>
            "Order would cause position to exceed what this API wallet may hold.",
        RejectCode.BuilderFeeTooHigh => "Builder fee is too high: it is at most 0.1%.",
        RejectCode.BuilderLimit => "Too many builders are approved. Take one back with 0%.",
        RejectCode.BuilderNotApproved => "Builder fee has not been approved.",
        RejectCode.KeyLeverage => "Leverage is higher than this API wallet may use.",
        RejectCode.BadAgentName => "The name of an API wallet has 1 to 16 characters.",
        RejectCode.WithdrawTooSmall => "Withdrawal is below the minimum.",
        RejectCode.InsufficientBalance => "Insufficient balance for withdrawal",
        RejectCode.WithdrawToOther => "Withdrawals go to the account's own address only.",
        RejectCode.LeverageOutOfRange =>
            "Invalid leverage: it must be a whole number from 1 to the market's highest.",
        RejectCode.MarginModeInUse =>
            "Cannot switch leverage type with an open position or open orders.",
        RejectCode.IsolatedOnlyMarket => "Cross margin is not allowed for this asset. Send isCross false.",
        RejectCode.NoIsolatedPosition => "No isolated position in this asset.",
        RejectCode.IsolatedMarginAmount => "Insufficient margin to move, or nothing to move.",
        RejectCode.LeverageMargin => "Insufficient margin to lower the leverage.",
        RejectCode.SubAccountUnknown => "vaultAddress names no sub-account or vault of this signer.",
        RejectCode.SubAccountName => "The name of a sub-account has 1 to 16 characters and is not in use.",
        RejectCode.SubAccountLimit => "Too many sub-accounts: an account has 10 at most.",
        RejectCode.TransferAmount => "Insufficient balance for token transfer",
        RejectCode.SubAccountNested => "A sub-account cannot have sub-accounts. Sign for the master.",
        _ => $"{Words(code)}{Colon(detail)}.",
    };

    private static string Order(RejectCode code, string detail) => code switch
    {
        RejectCode.UnknownMarket => "Unknown asset.",
        RejectCode.PriceOffTick => "Price must be divisible by tick size.",
        RejectCode.PriceTooLarge => "Order price is too large.",
        RejectCode.PriceZero => "Order has zero price.",
        RejectCode.SizeOffLot => "Order has invalid size.",
        RejectCode.SizeZero => "Order has zero size.",
        RejectCode.SizeTooLarge => "Order has invalid size: too large.",
        RejectCode.BelowMinimumValue => "Order must have minimum value of $10.",
        RejectCode.PriceOutsideBand => "Order price too far from oracle.",
        RejectCode.PostOnlyWouldMatch => $"Post only order would have immediately matched,{detail}",
        RejectCode.IocNoMatch => "Order could not immediately match against any resting orders.",
        RejectCode.InsufficientMargin => "Insufficient margin to place order.",
        RejectCode.UnknownOrder => "Order was never placed, already canceled, or filled.",
        RejectCode.ClientIdInUse => $"Client order id is in use by an open order.{detail}",
        RejectCode.TooManyOpenOrders => "Too many open orders. Cancel some first.",
        RejectCode.PositionTooLarge => "Order would cause position to exceed the venue's largest.",
        RejectCode.ReduceOnlyWouldIncrease => "Reduce only order would increase position.",
        RejectCode.NoMark => "No fresh oracle price: only cancels and reducing orders are taken.",
        RejectCode.FokNotFillable => "Order could not be filled whole at once: fill or kill.",
        RejectCode.SelfTradeTaker => "Order would have traded with an order of the same owner.",
        RejectCode.BadTriggerPrice => "Invalid TP/SL price.",
        RejectCode.BadGrouping => $"Orders do not fit the grouping{Colon(detail)}.",
        RejectCode.BadDisplaySize =>
            "Order has invalid size: the display size must be on the lot, at most "
            + "the size, worth $10, and rest.",
        RejectCode.ExpiryPassed => "Order expired: the expiry must lie in the future.",
        RejectCode.BadTrailingOffset =>
            "Invalid TP/SL price: a trailing offset is 1 tick to half of the mark.",
        RejectCode.TriggerNotLimit =>
            "A conditional order cannot be fill or kill, post only at market, or an iceberg.",
        RejectCode.SiblingFilled =>
            "Order was not placed: another of its group has traded or triggered.",
        RejectCode.TwapTooSmall => "TWAP order value too small. Each slice must be worth $10.",
        RejectCode.TwapDuration => "TWAP duration must be 5 to 1440 minutes.",
        RejectCode.UnknownTwap => "TWAP was never placed, already canceled, or filled.",
        RejectCode.TooManyTwaps => "Too many TWAPs run. Cancel one first.",
        RejectCode.ScheduleTooSoon => "The time of a scheduled cancel must lie at least 5 seconds ahead.",
        RejectCode.ScheduleLimit => "Scheduled cancels ran 10 times today: the most of a day.",
        RejectCode.OpenInterestCap => "Order would increase open interest while open interest is capped.",
        RejectCode.MarketHalted =>
            "Trading is halted in this market: only cancels and reducing orders are taken.",
        RejectCode.VenueHalted => "Trading is halted: only cancels and reducing orders are taken.",
        RejectCode.MarketReduceOnly =>
            "This market is reduce only: only cancels and reducing orders are taken.",
        RejectCode.MarketSettled => "This market is settled.",
        RejectCode.AccountHalted => "This account is stopped: only cancels and reducing orders are taken.",
        RejectCode.KeyHalted => "This session key is stopped: it may only cancel and reduce.",
        _ => $"{Words(code)}{Colon(detail)}.",
    };

    private static string Feed(RejectCode code, string detail) => code switch
    {
        RejectCode.PublisherUnknown => "Unknown publisher.",
        RejectCode.ReportSequence => "Report sequence must be the last one plus 1.",
        RejectCode.ReportStale => "Report is stale.",
        RejectCode.ReportPremium => "Report premium must be at most one.",
        RejectCode.VenueUnknown => "Unknown venue.",
        RejectCode.ReportPrice => "Report price must be over zero and inside 32 bits.",
        RejectCode.ReportFromFuture => "Report is from the future.",
        RejectCode.RequestOutOfOrder => "Requests of the chain are consumed strictly in order.",
        RejectCode.RequestMalformed => "Request of the chain has a malformed payload.",
        RejectCode.OperatorUnknown => "This venue has no operator with a switch.",
        RejectCode.ParameterNotOperator => "Parameters are changed by the operator alone.",
        RejectCode.TooManyChanges => "Too many changes of parameters wait for their time.",
        RejectCode.SwitchSequence => "Switch sequence must be the last one plus 1.",
        RejectCode.StopUnknown => "No account and no session key has this address.",
        RejectCode.RequestNotOwner =>
            "Only the account's owner may ask: its own address, of a sub-account its master.",
        RejectCode.RequestKeyUnknown => "The account has no such session key that is not revoked.",
        RejectCode.RequestNoPosition => "The account has no position there that could be closed.",
        RejectCode.ReversalNotLast => "Only the request that was consumed last can be taken back.",
        RejectCode.ReversalBatch => "Only a batch that is cut, or the next one, can be cut again.",
        RejectCode.ReversalAmount => "Nobody can owe what came in with the request.",
        RejectCode.RequestUnsupported => "Requests of the chain have no such type.",
        >= RejectCode.MarketName => Parameter(code, detail),
        _ => $"{Words(code)}{Colon(detail)}.",
    };

    private static string Parameter(RejectCode code, string detail) => code switch
    {
        RejectCode.MarketName =>
            "A market's name is 1 to 16 letters, digits, hyphens, points or underscores.",
        RejectCode.MarketNameTaken => "A market of this name is there, or was.",
        RejectCode.MarketDecimals => "A market's size has 0 to 6 decimals.",
        RejectCode.MarketLeverage => "A market's highest leverage is 1 to 100.",
        RejectCode.MarketBand => "A market's bands are over 0 and at most 1.",
        RejectCode.MarketImpact =>
            "A market's impact notional is over 0 and at most 10^9 USDC.",
        RejectCode.MarketTiers =>
            "Margin tiers are at most 16, from 0 and the highest leverage on, of ever lower leverage.",
        RejectCode.MarketOpenInterest =>
            "Open interest of a market scales from a lower to a higher value, and a listed market has a cap.",
        RejectCode.TooManyMarkets => "The venue has as many markets as it can.",
        RejectCode.PublisherPlace =>
            "A publisher's place is one that is there or the next one, at most 255.",
        RejectCode.PublisherKey =>
            "A publisher's key is no other publisher's, and what is removed or replaced is another one.",
        RejectCode.PublisherQuorum => "The quorum is 1 to the number of publishers.",
        RejectCode.FeeSchedule =>
            "Fees have at most 16 tiers by rising volume, and no two sides pay less than nothing.",
        _ => $"{Words(code)}{Colon(detail)}.",
    };

    private static string Colon(string detail) => detail.Length == 0 ? "" : $": {detail}";

    private static string User(string detail) => detail.Length == 0 ? "" : $" User: {detail}";

    private static string Space(string detail) => detail.Length == 0 ? "" : $" {detail}";

    // "BadNumber" -> "Bad number".
    private static string Words(RejectCode code)
    {
        var name = code.ToString();
        var words = string.Concat(name.Select(letter =>
            char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));
        return char.ToUpperInvariant(words[1]) + words[2..];
    }
}
