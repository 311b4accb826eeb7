using System.Text.Json;

namespace Offing.Tools.Risk.Scenarios;

// The shapes of a scenario file as it is written: amounts and shares are texts, times whole seconds.

internal sealed record ScenarioFile(
    string Title, string Story, int Seconds, JsonElement Venue, IReadOnlyList<PriceFile> Prices,
    IReadOnlyList<BookFile>? Books = null, IReadOnlyList<CrowdFile>? Crowds = null,
    IReadOnlyList<ActorFile>? Actors = null, IReadOnlyList<FaultFile>? Faults = null,
    IReadOnlyList<ExpectFile>? Expect = null, ulong Seed = 1, string Insurance = "0", string Backstop = "0");

internal sealed record PriceFile(
    string Market, IReadOnlyList<PointFile>? Points = null, string? Record = null, int Skip = 0,
    int Speed = 1, string Jitter = "0");

internal sealed record PointFile(int At, string Price);

internal sealed record BookFile(
    string Market, int Makers, string Collateral, int Levels, string First, string Step, string Level,
    string Most = "1000000000", IReadOnlyList<ShareFile>? Depth = null,
    IReadOnlyList<ShareFile>? Premium = null);

internal sealed record ShareFile(int At, string Share);

internal sealed record RangeFile(string From, string To);

internal sealed record SpanFile(int From, int To);

internal sealed record CrowdFile(
    string Market, int Accounts, RangeFile Collateral, RangeFile Leverage, string Longs, SpanFile Opens);

internal sealed record ActorFile(string Name, string Collateral, IReadOnlyList<ActorOrderFile> Orders);

internal sealed record ActorOrderFile(
    int At, string Market, string Side, string Value, string Slippage = "0.01", bool ReduceOnly = false);

internal sealed record FaultFile(
    string Kind, int From, int To = int.MaxValue, IReadOnlyList<int>? Publishers = null, string Share = "1",
    string? Market = null);

internal sealed record ExpectFile(
    string Metric, string? Market = null, int From = 0, int To = int.MaxValue, string? AtLeast = null,
    string? AtMost = null);
