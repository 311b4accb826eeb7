namespace Offing.Tools.Risk.Reporting;

/// <summary>A picture of columns over time.</summary>
/// <param name="Name">Of its file, without ending.</param>
/// <param name="Unit">Of the upright axis.</param>
/// <param name="Shades">Times that are marked, with what they are.</param>
public sealed record Chart(
    string Name, string Title, string Unit, IReadOnlyList<ChartLine> Lines, IReadOnlyList<Shade> Shades)
{
    /// <summary>Whether zero must be seen: amounts yes, prices no.</summary>
    public bool HasZero { get; init; }

    /// <summary>What stands under the values instead of seconds; null: they are seconds.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}

/// <summary>One line: a value a second.</summary>
public sealed record ChartLine(string Name, IReadOnlyList<double> Values);

/// <summary>A marked time, in seconds.</summary>
public sealed record Shade(int From, int To, string Says);
