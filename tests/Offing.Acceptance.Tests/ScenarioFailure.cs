namespace Offing.Acceptance.Tests;

/// <summary>A scenario is wrong, or the engine is: file, line, expected and got.</summary>
internal sealed class ScenarioFailure(string message, Exception? inner = null) : Exception(message, inner)
{
    public static ScenarioFailure At(string file, Line line, string message, Exception? inner = null) =>
        new($"{file}({line.Number}): {line.Text}\n  {message}", inner);

    public static ScenarioFailure Differs(
        string file, Line line, IEnumerable<string> expected, IEnumerable<string> got) =>
        At(file, line, $"expected:{Block(expected)}\n  got:{Block(got)}");

    private static string Block(IEnumerable<string> lines)
    {
        var listed = lines.ToList();
        return listed.Count == 0
            ? "\n    > nothing"
            : string.Concat(listed.Select(line => $"\n    > {line}"));
    }
}

/// <summary>A line cannot be understood or carried out; the runner adds the place.</summary>
internal sealed class BadLineException(string message) : Exception(message);
