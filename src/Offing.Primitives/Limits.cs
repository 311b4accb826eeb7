namespace Offing.Primitives;

/// <summary>
/// Every limit of the venue by name, unit last; <see cref="AssertRelations"/> holds their relations.
/// </summary>
public static class Limits
{
    public const int SlotsPerAccount = 16;
    public const int NoncesPerSigner = 100;
    public const ulong NonceMaxAge_Ms = 2UL * 24 * 3600 * 1000;
    public const ulong NonceMaxAhead_Ms = 24UL * 3600 * 1000;
    public const int OrdersPerAction = 100;
    public const int OpenOrdersPerAccount = 5_000;

    /// <summary>Orders that a preview meets at most, the parts of an iceberg counted one by one.</summary>
    public const int PreviewWalk_Orders = 1_000;
    public const int AgentsPerAccount = 32;
    public const int AgentName_Chars = 16;
    public const int MarketsPerGrant = 64;
    public const int PendingChanges = 64;
    public const int Markets = 10_000;
    public const int MarketName_Chars = 16;

    /// <summary>Of a market and its key of the state tree: the last number is the ring's.</summary>
    public const int Publishers = byte.MaxValue;

    /// <summary>Oracle prices that a market keeps, for the median of an escape.</summary>
    public const int OracleRing_Prices = 15;
    public const uint LeverageMax = 100;

    /// <summary>For so long a market that was listed draws no more insurance than it brought fees.</summary>
    public const ulong NewMarket_Ms = 30UL * 24 * 3_600 * 1_000;

    /// <summary>Orders and positions of a market that ends, and accounts looked at for them.</summary>
    public const int SettlementsPerEntry = 256;
    public const int SettlementLooksPerEntry = 4_096;
    public const int BuildersPerAccount = 10;

    /// <summary>0.1 %.</summary>
    public const uint BuilderFeeMax_Tenths = 100;
    public const int FeeTiers = 16;
    public const int SubAccountsPerAccount = 10;
    public const int SubAccountName_Chars = 16;
    public const ulong AgentMaxValidity_Ms = 180UL * 24 * 3600 * 1000;

    /// <summary>
    /// Largest order and position: keeps price x size x rate inside 128 bits and sums inside 64.
    /// </summary>
    public const long OrderMax_Lots = (1L << 31) - 1;
    public const long OrderMaxNotional_MicroUsd = 1_000_000_000L * 1_000_000;
    public const long PositionMax_Lots = 1L << 40;
    public const long PositionMaxNotional_MicroUsd = 100_000_000_000L * 1_000_000;
    public const long AmountMax_MicroUsd = 1_000_000_000_000L * 1_000_000;
    public const long OrderMinValue_MicroUsd = 10L * 1_000_000;
    public const long DepositMin_MicroUsd = 5L * 1_000_000;

    public const int TiersPerMarket = 16;

    public const int PriceSignificantFigures = 5;
    public const int OrderIdBits = 40;

    /// <summary>What waits and is due beyond this comes with the next entry.</summary>
    public const int TimersPerEntry = 256;
    public const int TriggersPerEntry = 256;

    public const int LiquidationsPerEntry = 1_024;

    /// <summary>A position worth more goes in two steps; the second may follow for so long.</summary>
    public const long LiquidationInPartsFrom_MicroUsd = 100_000L * 1_000_000;
    public const ulong LiquidationInFull_Ms = 30_000;
    public const int LiquidationPart = 5;
    public const long LiquidationFee_Nano = 10_000_000;

    /// <summary>How much of its equity the backstop vault puts into one market, and into all.</summary>
    public const int BackstopMarket_Percent = 25;
    public const int BackstopTotal_Percent = 60;
    public const long BackstopLeverage = 3;

    /// <summary>A new best mark moves each of these, so there is a bound on them.</summary>
    public const int TrailingStopsPerMarket = 4_096;
    public const int TrailingStopsPerAccount = 16;
    public const long TriggerSlippage_Nano = 100_000_000;

    public const int TwapsPerAccount = 100;
    public const uint TwapMin_Minutes = 5;
    public const uint TwapMax_Minutes = 1_440;
    public const ulong TwapSlice_Ms = 30_000;
    public const long TwapCatchUp_Slices = 3;
    public const long TwapSlippage_Nano = 30_000_000;

    // Closes that owners demand.
    public const long CloseSlippage_Nano = 20_000_000;
    public const long ClosePrice_Nano = 10_000_000;
    public const int ClosesPerBatch = 1_024;

    public const ulong ScheduleMinAhead_Ms = 5_000;
    public const uint SchedulesPerDay = 10;

    public const int ActionMax_Bytes = 64 * 1024;
    public const int ActionDepth = 8;
    public const int EntryMax_Bytes = 72 * 1024;
    public const int MicroBatchMax_Bytes = 128 * 1024;
    public const int MicroBatchMaxAge_Ms = 1;
    public const int TickInterval_Ms = 1_000;
    public const ulong ClockMaxAhead_Ms = 2_000;
    public const int AdmissionQueue_Entries = 16_384;

    /// <summary>
    /// What changed is copied for the state tree when so many are named: about 1 ms of the engine's
    /// thread.
    /// </summary>
    public const int CapturePart_Accounts = 256;

    /// <inheritdoc cref="CapturePart_Accounts"/>
    public const int CapturePart_Orders = 4_096;

    /// <summary>Least time between two copies: they take a tenth of the engine's thread at most.</summary>
    public const ulong CapturePart_Ms = 50;

    /// <summary>
    /// How far past a batch receipts may be promised: more than is sequenced between two batches.
    /// </summary>
    public const ulong SeqCeilingAhead_Entries = 100_000_000;

    /// <summary>Receipts are given of the newest, by place and by signer and nonce.</summary>
    public const int ReceiptsServed_MicroBatches = 1 << 20;
    public const int ReceiptsServed_Actions = 1 << 20;

    /// <summary>Batches whose data stays in memory after posting: more than a reorg takes back.</summary>
    public const ulong BatchesKeptWhole = 64;

    /// <summary>
    /// Of the data of these: at a high rate a few batches are as much, and the log gives the others back.
    /// </summary>
    public const long BatchesKeptWhole_Bytes = 64L * 1024 * 1024;

    /// <summary>Under the 128 KiB that real nodes take, with room for the header and the encoding.</summary>
    public const int ChunkMax_Bytes = 100 * 1024;

    /// <summary>Asserts at start what the limits promise one another.</summary>
    public static void AssertRelations()
    {
        // A single entry always fits in an empty micro-batch, and a signed action in an entry.
        Check.That(EntryMax_Bytes < MicroBatchMax_Bytes && ActionMax_Bytes < EntryMax_Bytes);
        // The sum of a full account's positions and open orders stays far inside 64 bits.
        Check.That((Int128)PositionMaxNotional_MicroUsd * SlotsPerAccount * 4 < long.MaxValue);
        Check.That((Int128)OrderMaxNotional_MicroUsd * OpenOrdersPerAccount < long.MaxValue);
        Check.That((Int128)AmountMax_MicroUsd * 8 < long.MaxValue);
        // Price (32 bits) x size: inside OrderMax_Lots nothing overflows before the notional is compared.
        Check.That((Int128)OrderMax_Lots * uint.MaxValue <= long.MaxValue);
    }
}
