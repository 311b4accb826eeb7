using System.Globalization;
using System.Net;
using System.Text;

namespace Offing.Tools.Risk.Reporting;

/// <summary>Draws a chart as SVG: lines, axes with round numbers, a legend, shaded times.</summary>
public static class SvgWriter
{
    private const int Width = 860;
    private const int Height = 340;
    private const int Left = 72;
    private const int Right = 18;
    private const int Top = 64;
    private const int Bottom = 44;
    private const int MostPoints = 1_200;

    // Told apart by people who do not see all colours (Okabe and Ito, 2008).
    private static readonly string[] Colours =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    /// <summary>The whole file.</summary>
    public static string Draw(Chart chart)
    {
        var seconds = Math.Max(2, chart.Lines.Max(line => line.Values.Count));
        var (low, high) = Bounds(chart);
        var ticks = Ticks(low, high, 5);
        (low, high) = (Math.Min(low, ticks[0]), Math.Max(high, ticks[^1]));
        var frame = new Frame(seconds - 1, low, high);
        var svg = new StringBuilder();
        svg.Append(Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" "));
        svg.Append(Invariant($"viewBox=\"0 0 {Width} {Height}\" "));
        svg.Append("font-family=\"Helvetica, Arial, DejaVu Sans, sans-serif\">\n");
        svg.Append(Invariant($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n"));
        Text(svg, Left, 22, "start", 15, "#111111", chart.Title);
        Shades(svg, chart, frame);
        Axes(svg, chart, frame, ticks);
        for (var i = 0; i < chart.Lines.Count; i++)
        {
            Line(svg, chart.Lines[i], Colours[i % Colours.Length], frame);
        }

        Legend(svg, chart);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Round numbers that lie around both ends, about so many.</summary>
    public static IReadOnlyList<double> Ticks(double low, double high, int about)
    {
        if (high <= low)
        {
            high = low + Math.Max(1e-6, Math.Abs(low) * 0.01);
        }

        var raw = (high - low) / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        // Rounded, for a tenth is no exact binary number.
        var step = power * (Math.Round(raw / power, 6) switch
        {
            <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10,
        });
        var (first, last) = (
            Math.Floor(Math.Round(low / step, 6)), Math.Ceiling(Math.Round(high / step, 6)));
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    private static (double Low, double High) Bounds(Chart chart)
    {
        var values = chart.Lines.SelectMany(line => line.Values).Where(double.IsFinite).ToArray();
        if (values.Length == 0)
        {
            return (0, 1);
        }

        var (low, high) = (values.Min(), values.Max());
        return chart.HasZero ? (Math.Min(low, 0), Math.Max(high, 0)) : (low, high);
    }

    private static void Shades(StringBuilder svg, Chart chart, in Frame frame)
    {
        foreach (var shade in chart.Shades)
        {
            var (from, to) = (frame.X(shade.From), frame.X(Math.Min(shade.To, frame.Seconds)));
            svg.Append(Invariant(
                $"<rect x=\"{from:0.#}\" y=\"{Top}\" width=\"{Math.Max(1.5, to - from):0.#}\" "));
            svg.Append(Invariant($"height=\"{Height - Top - Bottom}\" fill=\"#f1e3c6\"/>\n"));
            // Near the right edge the words stand to the left of it.
            var isLate = from > Width - 180;
            var (x, anchor) = isLate ? (from - 4, "end") : (from + 4, "start");
            Text(svg, x, Top + 12, anchor, 11, "#8a6d1f", shade.Says);
        }
    }

    private static void Axes(StringBuilder svg, Chart chart, in Frame frame, IReadOnlyList<double> ticks)
    {
        foreach (var tick in ticks)
        {
            var y = frame.Y(tick);
            svg.Append(Invariant($"<line x1=\"{Left}\" x2=\"{Width - Right}\" "));
            svg.Append(Invariant($"y1=\"{y:0.#}\" y2=\"{y:0.#}\" "));
            svg.Append(tick == 0 ? "stroke=\"#777777\"/>\n" : "stroke=\"#dddddd\"/>\n");
            Text(svg, Left - 6, y + 4, "end", 11, "#444444", Figures.Short(tick));
        }

        var name = chart.Labels is { } labels ? Named(svg, labels, frame) : Timed(svg, frame);
        svg.Append(Invariant($"<rect x=\"{Left}\" y=\"{Top}\" width=\"{Width - Left - Right}\" "));
        svg.Append(Invariant($"height=\"{Height - Top - Bottom}\" fill=\"none\" stroke=\"#777777\"/>\n"));
        Text(svg, (Left + Width - Right) / 2.0, Height - 8, "middle", 12, "#444444", name);
        Text(svg, Left - 6, Top - 8, "end", 12, "#444444", chart.Unit);
    }

    // Both return what the axis is called.
    private static string Named(StringBuilder svg, IReadOnlyList<string> labels, in Frame frame)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            var anchor = i == 0 ? "start" : i == labels.Count - 1 ? "end" : "middle";
            Text(svg, frame.X(i), Height - Bottom + 18, anchor, 11, "#444444", labels[i]);
        }

        return "";
    }

    private static string Timed(StringBuilder svg, in Frame frame)
    {
        var (unit, name) = frame.Seconds > 600 ? (60, "minutes") : (1, "seconds");
        foreach (var tick in Ticks(0, (double)frame.Seconds / unit, 8))
        {
            var x = frame.X(tick * unit);
            if (x <= Width - Right + 1)
            {
                svg.Append(Invariant($"<line x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Height - Bottom}\" "));
                svg.Append(Invariant($"y2=\"{Height - Bottom + 5}\" stroke=\"#777777\"/>\n"));
                Text(svg, x, Height - Bottom + 18, "middle", 11, "#444444", Figures.Short(tick));
            }
        }

        return name;
    }

    private static void Line(StringBuilder svg, ChartLine line, string colour, in Frame frame)
    {
        svg.Append(Invariant($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" points=\""));
        foreach (var second in Shown(line.Values))
        {
            svg.Append(Invariant($"{frame.X(second):0.##},{frame.Y(line.Values[second]):0.##} "));
        }

        svg.Append("\"/>\n");
    }

    // Of each stretch that falls on one point of the picture, the lowest and the highest value, in order.
    private static IEnumerable<int> Shown(IReadOnlyList<double> values)
    {
        var stretch = Math.Max(1, (values.Count + MostPoints - 1) / MostPoints);
        for (var from = 0; from < values.Count; from += stretch)
        {
            var range = Enumerable.Range(from, Math.Min(stretch, values.Count - from))
                .Where(i => double.IsFinite(values[i])).ToArray();
            if (range.Length > 0)
            {
                var (low, high) = (range.MinBy(i => values[i]), range.MaxBy(i => values[i]));
                yield return Math.Min(low, high);
                if (low != high)
                {
                    yield return Math.Max(low, high);
                }
            }
        }
    }

    private static void Legend(StringBuilder svg, Chart chart)
    {
        double x = Left;
        for (var i = 0; i < chart.Lines.Count; i++)
        {
            var colour = Colours[i % Colours.Length];
            svg.Append(Invariant($"<rect x=\"{x:0.#}\" y=\"34\" width=\"16\" height=\"4\" "));
            svg.Append(Invariant($"fill=\"{colour}\"/>\n"));
            Text(svg, x + 22, 41, "start", 12, "#222222", chart.Lines[i].Name);
            x += 44 + (chart.Lines[i].Name.Length * 6.6);
        }
    }

    private static void Text(
        StringBuilder svg, double x, double y, string anchor, int size, string colour, string text)
    {
        svg.Append(Invariant($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" "));
        svg.Append(Invariant($"font-size=\"{size}\" fill=\"{colour}\">"));
        svg.Append(WebUtility.HtmlEncode(text)).Append("</text>\n");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Frame(int Seconds, double Low, double High)
    {
        public double X(double second) => Left + ((Width - Left - Right) * second / Seconds);

        public double Y(double value) =>
            Height - Bottom - ((Height - Top - Bottom) * (value - Low) / (High - Low));
    }
}
