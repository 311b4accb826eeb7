using System.Xml.Linq;
using Offing.Tools.Risk.Reporting;

namespace Offing.Tools.Tests.Risk;

public class SvgWriterTests
{
    [Theory]
    [InlineData(0, 97, 5, new double[] { 0, 20, 40, 60, 80, 100 })]
    [InlineData(-3, 4, 5, new double[] { -4, -2, 0, 2, 4 })]
    [InlineData(0.0093, 0.0099, 3, new double[] { 0.0092, 0.0094, 0.0096, 0.0098, 0.01 })]
    public void Axis_numbers_are_round_and_lie_around_the_values(
        double low, double high, int about, double[] ticks) =>
        Assert.Equal(ticks, SvgWriter.Ticks(low, high, about).Select(tick => Math.Round(tick, 9)));

    [Fact]
    public void A_chart_is_whole_xml_with_each_line_its_name_and_the_shades()
    {
        var values = Enumerable.Range(0, 5_000).Select(i => i % 100 == 0 ? double.NaN : (double)i).ToArray();
        var svg = SvgWriter.Draw(new Chart(
            "c", "A < B", "USDC", [new ChartLine("one", values), new ChartLine("two", [1, 2])],
            [new Shade(100, 200, "silence")]));
        var root = XDocument.Parse(svg).Root!;
        XNamespace space = "http://www.w3.org/2000/svg";
        Assert.Equal(2, root.Elements(space + "polyline").Count());
        var texts = root.Elements(space + "text").Select(text => text.Value).ToHashSet();
        Assert.Superset(new HashSet<string> { "A < B", "one", "two", "silence", "minutes" }, texts);
        // Thinned, and nothing that is no number was drawn.
        Assert.InRange(svg.Length, 1_000, 60_000);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_stands_still_has_a_picture_too() =>
        Assert.NotNull(XDocument.Parse(SvgWriter.Draw(
            new Chart("c", "T", "", [new ChartLine("one", [0, 0, 0])], []) { HasZero = true })));
}
