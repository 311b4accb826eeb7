using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Tools.Risk.Scenarios;

/// <summary>Reads the price paths of a scenario: points in the file, or a record beside it.</summary>
internal static class PriceParser
{
    private const long JitterMax = Nano.One / 100;

    public static IReadOnlyList<PricePath> Parse(
        IReadOnlyList<PriceFile> files, GenesisConfig venue, FieldReader reader, string root)
    {
        var paths = new PricePath?[venue.Markets.Count];
        ScenarioParser.Each(files, "prices", (file, at) =>
        {
            var market = reader.Market(file.Market, $"{at}.market");
            FieldReader.Require(paths[market.Value] is null, $"{at}.market", $"{file.Market} stands twice");
            paths[market.Value] = Path(file, at, root);
            return market;
        });
        var missing = Array.IndexOf(paths, null);
        FieldReader.Require(
            missing < 0, "prices", $"{venue.Markets[Math.Max(missing, 0)].Name} has no price");
        return paths!;
    }

    private static PricePath Path(PriceFile file, string at, string root)
    {
        FieldReader.Require(
            file.Points is null != file.Record is null, at, "either points or record is needed");
        var jitter = FieldReader.Share(file.Jitter, $"{at}.jitter");
        FieldReader.Require(jitter <= JitterMax, $"{at}.jitter", "is over 0.01");
        return new PricePath(file.Record is null ? Line(file.Points!, at) : Recorded(file, at, root), jitter);
    }

    private static Steps Line(IReadOnlyList<PointFile> files, string at)
    {
        var points = ScenarioParser.Each(files, $"{at}.points", (point, where) =>
        {
            var price = FieldReader.Usd(point.Price, $"{where}.price").Value;
            FieldReader.Require(price > 0, $"{where}.price", "must be over 0");
            return (point.At, price);
        });
        FieldReader.Require(points.Count > 0, $"{at}.points", "at least one is needed");
        ScenarioParser.Ascend([.. points.Select(point => point.At)], $"{at}.points");
        return new Steps(points);
    }

    private static Steps Recorded(PriceFile file, string at, string root)
    {
        FieldReader.Within(file.Skip, 0, int.MaxValue, $"{at}.skip");
        FieldReader.Within(file.Speed, 1, 100_000, $"{at}.speed");
        var path = System.IO.Path.Combine(root, file.Record!);
        FieldReader.Require(File.Exists(path), $"{at}.record", $"{file.Record} is not there");
        try
        {
            return RecordedPrices.Read(path, file.Skip, file.Speed);
        }
        catch (FormatException wrong)
        {
            throw new FieldException($"{at}.record", wrong.Message);
        }
    }
}
