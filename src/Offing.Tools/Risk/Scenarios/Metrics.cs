namespace Offing.Tools.Risk.Scenarios;

/// <summary>The columns of a run's series; scenarios name them in what they expect.</summary>
public static class Metrics
{
    public static readonly Metric Insurance = Gauge("insurance", MetricUnit.Usd, "the insurance fund");
    public static readonly Metric Backstop = Gauge("backstop", MetricUnit.Usd, "equity of the vault");
    public static readonly Metric Fees = Gauge("fees", MetricUnit.Usd, "the account of fees");
    public static readonly Metric Imbalance = Gauge(
        "imbalance", MetricUnit.Exact, "micro-USDC that exist and should not (I1); zero or a bug");
    public static readonly Metric Bankrupt = Gauge(
        "bankrupt", MetricUnit.Count, "accounts with equity below zero, funding pools aside");
    public static readonly Metric BadDebt = Gauge("badDebt", MetricUnit.Usd, "sum of what they lack");
    public static readonly Metric Overdue = Gauge(
        "overdue", MetricUnit.Count, "accounts below their maintenance margin after the second's entries");
    public static readonly Metric Liquidated = Counter(
        "liquidated", MetricUnit.Count, "accounts that were liquidated, each counted once");
    public static readonly Metric Steps = Counter(
        "steps", MetricUnit.Count, "steps of liquidations that moved something");
    public static readonly Metric Tries = Counter(
        "tries", MetricUnit.Count, "orders of liquidations that found nobody in the book");
    public static readonly Metric BookValue = Counter(
        "bookValue", MetricUnit.Usd, "what liquidations sold and bought in the book");
    public static readonly Metric TakenOver = Counter(
        "takenOver", MetricUnit.Usd, "what the vault took over, at mark");
    public static readonly Metric Deleveraged = Counter(
        "deleveraged", MetricUnit.Usd, "what was taken by deleveraging, at mark");
    public static readonly Metric Deleveragings = Counter(
        "deleveragings", MetricUnit.Count, "certificates of deleveraging");
    public static readonly Metric InsurancePaid = Counter(
        "insurancePaid", MetricUnit.Usd, "what insurance put into bankrupt accounts");
    public static readonly Metric Refused = Counter(
        "refused", MetricUnit.Count, "orders of crowds and actors that were refused");
    public static readonly Metric Violations = Counter(
        "violations", MetricUnit.Exact,
        "invariants found broken (I1, I2, I3, I5, I7), and certificates that the checker refused");

    public static readonly Metric Path = Market("path", MetricUnit.Price, "price elsewhere");
    public static readonly Metric Oracle = Market("oracle", MetricUnit.Price, "the venue's oracle price");
    public static readonly Metric Mark = Market("mark", MetricUnit.Price, "the venue's mark");
    public static readonly Metric MarkOff = Market(
        "markOff", MetricUnit.Share, "distance of the mark from the price elsewhere");
    public static readonly Metric Quorum = Market("quorum", MetricUnit.Exact, "1 with a quorum, else 0");
    public static readonly Metric FundingIndex = Market(
        "fundingIndex", MetricUnit.Price, "funding that one unit of the base has paid so far");
    public static readonly Metric FundingBroken = Market(
        "fundingBroken", MetricUnit.Exact, "1 while the index cannot be what payments made of it, else 0");
    public static readonly Metric OpenInterest = Market(
        "openInterest", MetricUnit.Usd, "long positions at mark");
    public static readonly Metric Depth = Market(
        "depth", MetricUnit.Usd, "value of the buy orders within 2 % of the mark");
    public static readonly Metric VaultPosition = Market(
        "vaultPosition", MetricUnit.Usd, "the vault's position at mark, without its sign");
    public static readonly Metric VaultShare = Market(
        "vaultShare", MetricUnit.Share,
        "margin of the vault's position over its equity, after the last entry that made it take one over");

    public static readonly Metric CapBroken = Market(
        "capBroken", MetricUnit.Exact, "seconds in which open interest grew past the market's cap") with
    {
        Rises = true,
    };

    /// <summary>In the order of the file of the series.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Insurance, Backstop, Fees, Imbalance, Bankrupt, BadDebt, Overdue, Liquidated, Steps, Tries, BookValue,
        TakenOver, Deleveraged, Deleveragings, InsurancePaid, Refused, Violations, Path, Oracle, Mark,
        MarkOff, Quorum, FundingIndex, FundingBroken, OpenInterest, Depth, VaultPosition, VaultShare,
        CapBroken,
    ];

    private static Metric Gauge(string name, MetricUnit unit, string says) =>
        new(name, unit, OfMarket: false, Rises: false, says);

    private static Metric Counter(string name, MetricUnit unit, string says) =>
        new(name, unit, OfMarket: false, Rises: true, says);

    private static Metric Market(string name, MetricUnit unit, string says) =>
        new(name, unit, OfMarket: true, Rises: false, says);
}
