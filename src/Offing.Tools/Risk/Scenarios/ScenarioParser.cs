using System.Text;
using System.Text.Json;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Tools.Risk.Scenarios;

/// <summary>Reads a scenario file; the first mistake is named with its line and its field.</summary>
public static class ScenarioParser
{
    private const int SecondsMax = 7 * 24 * 3600;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <param name="root">Folder that the paths of records start from.</param>
    /// <exception cref="FormatException">One sentence: file, line, field, and what is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Scenario Read(string path, string root) =>
        Parse(File.ReadAllBytes(path), path, root);

    /// <inheritdoc cref="Read"/>
    public static Scenario Parse(byte[] json, string path, string root)
    {
        try
        {
            var file = JsonSerializer.Deserialize<ScenarioFile>(json, Options)
                ?? throw new FieldException("", "the file is empty");
            return Build(file, Path.GetFileNameWithoutExtension(path), root);
        }
        catch (FieldException wrong)
        {
            var field = wrong.Field.Length == 0 ? "" : $"{wrong.Field}: ";
            throw new FormatException(
                $"{path}: line {JsonLines.Of(json, wrong.Field)}: {field}{wrong.Message}", wrong);
        }
        catch (JsonException broken)
        {
            var field = (broken.Path ?? "$").TrimStart('$').TrimStart('.');
            field = field.Length == 0 ? "" : $"{field}: ";
            throw new FormatException(
                $"{path}: line {(broken.LineNumber ?? 0) + 1}: {field}{Plain(broken.Message)}", broken);
        }
    }

    // The reader of JSON speaks of types, which are no concern of who writes a scenario.
    private static string Plain(string message)
    {
        const string Missing = "missing required properties including: ";
        var missing = message.IndexOf(Missing, StringComparison.Ordinal);
        if (missing >= 0)
        {
            return $"is missing: {message[(missing + Missing.Length)..].Split(". Path: ")[0].TrimEnd('.')}";
        }

        return message.Contains("could not be mapped", StringComparison.Ordinal)
            ? "there is no such field"
            : message.Split(" Path: ")[0];
    }

    private static Scenario Build(ScenarioFile file, string name, string root)
    {
        FieldReader.Within(file.Seconds, 1, SecondsMax, "seconds");
        var venue = Venue(file.Venue);
        var reader = new FieldReader(venue);
        return new Scenario(
            name, file.Title, file.Story, file.Seconds, file.Seed, venue,
            PriceParser.Parse(file.Prices, venue, reader, root),
            Each(file.Books, "books", (book, at) => Book(book, at, reader)),
            Each(file.Crowds, "crowds", (crowd, at) => Crowd(crowd, at, reader, file.Seconds)),
            Each(file.Actors, "actors", (actor, at) => Actor(actor, at, reader)),
            FieldReader.Usd(file.Insurance, "insurance"),
            FieldReader.Usd(file.Backstop, "backstop"),
            Each(file.Faults, "faults", (fault, at) => Fault(fault, at, reader, venue)),
            Each(file.Expect, "expect", (expect, at) => Expect(expect, at, reader)));
    }

    /// <summary>Elements that may be null whatever their type says, each with its place.</summary>
    internal static IReadOnlyList<TOut> Each<TIn, TOut>(
        IReadOnlyList<TIn>? list, string field, Func<TIn, string, TOut> parse)
        where TIn : class =>
        [.. (list ?? []).Select((item, index) => item is null
            ? throw new FieldException($"{field}[{index}]", "is null")
            : parse(item, $"{field}[{index}]"))];

    private static GenesisConfig Venue(JsonElement element)
    {
        // Every field of a genesis file, so that a scenario can use whatever the venue knows.
        var bytes = Encoding.UTF8.GetBytes(element.ValueKind == JsonValueKind.Undefined
            ? "null"
            : element.GetRawText());
        return GenesisParser.TryParse(bytes, out var venue, out var error)
            ? venue
            : throw new FieldException("venue", error);
    }

    private static BookPlan Book(BookFile file, string at, FieldReader reader)
    {
        FieldReader.Within(file.Makers, 1, 100, $"{at}.makers");
        FieldReader.Within(file.Levels, 1, 50, $"{at}.levels");
        var first = FieldReader.Share(file.First, $"{at}.first");
        var step = FieldReader.Share(file.Step, $"{at}.step");
        FieldReader.Require(
            first + ((file.Levels - 1) * step) < Nano.One, $"{at}.step", "the last level is at no price");
        return new BookPlan(
            reader.Market(file.Market, $"{at}.market"), file.Makers,
            FieldReader.Usd(file.Collateral, $"{at}.collateral"), file.Levels, first, step,
            FieldReader.Usd(file.Level, $"{at}.level"), FieldReader.Usd(file.Most, $"{at}.most"),
            Shares(file.Depth, $"{at}.depth", most: 100, otherwise: Nano.One),
            Shares(file.Premium, $"{at}.premium", most: 1, otherwise: 0));
    }

    private static Steps Shares(IReadOnlyList<ShareFile>? files, string at, long most, long otherwise)
    {
        var points = Each(
            files, at, (point, where) => (point.At, FieldReader.Share(point.Share, $"{where}.share", most)));
        Ascend([.. points.Select(point => point.At)], at);
        return new Steps(points.Count > 0 ? points : [(0, otherwise)]);
    }

    private static Crowd Crowd(CrowdFile file, string at, FieldReader reader, int seconds)
    {
        FieldReader.Within(file.Accounts, 1, 1_000_000, $"{at}.accounts");
        FieldReader.Within(file.Opens.From, 0, seconds, $"{at}.opens.from");
        FieldReader.Within(file.Opens.To, file.Opens.From, seconds, $"{at}.opens.to");
        var (least, most) = (
            FieldReader.Usd(file.Collateral.From, $"{at}.collateral.from"),
            FieldReader.Usd(file.Collateral.To, $"{at}.collateral.to"));
        FieldReader.Require(least <= most, $"{at}.collateral.to", "is below collateral.from");
        var (low, high) = (
            FieldReader.Share(file.Leverage.From, $"{at}.leverage.from", 100),
            FieldReader.Share(file.Leverage.To, $"{at}.leverage.to", 100));
        FieldReader.Require(low <= high, $"{at}.leverage.to", "is below leverage.from");
        FieldReader.Require(
            (Int128)most.Value * high / Nano.One <= Limits.OrderMaxNotional_MicroUsd, $"{at}.leverage.to",
            "with the largest collateral gives a position larger than an order may be");
        return new Crowd(
            reader.Market(file.Market, $"{at}.market"), file.Accounts, least, most, low, high,
            FieldReader.Share(file.Longs, $"{at}.longs"), file.Opens.From, file.Opens.To);
    }

    private static Actor Actor(ActorFile file, string at, FieldReader reader) => new(
        file.Name, FieldReader.Usd(file.Collateral, $"{at}.collateral"),
        Each(file.Orders, $"{at}.orders", (order, where) => new ActorOrder(
            order.At, reader.Market(order.Market, $"{where}.market"),
            Side(order.Side, $"{where}.side"),
            FieldReader.Usd(order.Value, $"{where}.value"),
            FieldReader.Share(order.Slippage, $"{where}.slippage"), order.ReduceOnly)));

    private static Side Side(string text, string field) => text switch
    {
        "buy" => Primitives.Side.Buy,
        "sell" => Primitives.Side.Sell,
        _ => throw new FieldException(field, $"{text} is neither buy nor sell"),
    };

    private static Fault Fault(FaultFile file, string at, FieldReader reader, GenesisConfig venue)
    {
        var kind = file.Kind switch
        {
            "silence" => FaultKind.Silence,
            "off" => FaultKind.Off,
            "restart" => FaultKind.Restart,
            "zeroFunding" => FaultKind.ZeroFunding,
            _ => throw new FieldException(
                $"{at}.kind", $"{file.Kind} is none of silence, off, restart, zeroFunding"),
        };
        FieldReader.Within(file.From, 0, SecondsMax, $"{at}.from");
        FieldReader.Require(file.To > file.From, $"{at}.to", "is not after from");
        foreach (var publisher in file.Publishers ?? [])
        {
            FieldReader.Within(publisher, 0, venue.Publishers.Count - 1, $"{at}.publishers");
        }

        var market = file.Market is null ? default : reader.Market(file.Market, $"{at}.market");
        return new Fault(
            kind, file.From, file.To, file.Publishers ?? [], FieldReader.Share(file.Share, $"{at}.share", 10),
            market);
    }

    private static Expectation Expect(ExpectFile file, string at, FieldReader reader)
    {
        var metric = Metrics.All.FirstOrDefault(metric => metric.Name == file.Metric)
            ?? throw new FieldException(
                $"{at}.metric",
                $"{file.Metric} is none of {string.Join(", ", Metrics.All.Select(m => m.Name))}");
        FieldReader.Require(
            file.AtLeast is not null || file.AtMost is not null, at, "atLeast or atMost is needed");
        FieldReader.Require(
            metric.OfMarket == file.Market is not null, $"{at}.market",
            $"{metric.Name} is of {(metric.OfMarket ? "a market: name it" : "the whole venue")}");
        FieldReader.Require(file.To > file.From, $"{at}.to", "is not after from");
        if (file.Market is { } market)
        {
            reader.Market(market, $"{at}.market");
        }

        return new Expectation(
            metric, file.Market ?? "", file.From, file.To,
            FieldReader.Bound(file.AtLeast, metric.Unit, $"{at}.atLeast"),
            FieldReader.Bound(file.AtMost, metric.Unit, $"{at}.atMost"));
    }

    internal static void Ascend(IReadOnlyList<int> times, string field)
    {
        for (var i = 1; i < times.Count; i++)
        {
            FieldReader.Require(times[i] > times[i - 1], $"{field}[{i}].at", "is not after the one before");
        }
    }
}
