namespace Offing.Acceptance.Tests;

/// <summary>One line of a scenario, spaces put in order.</summary>
internal sealed record Line(int Number, string Text);

/// <summary>What is done, the items that belong to it (+), and what it must tell (&gt;).</summary>
internal sealed record Step(Line Command, IReadOnlyList<Line> Items, IReadOnlyList<Line> Expected);

/// <summary>A scenario file: its sentence, and its steps in order.</summary>
internal sealed record Scenario(string File, string Sentence, IReadOnlyList<Step> Steps)
{
    /// <exception cref="ScenarioFailure">The text is not of the language of tests/Acceptance.</exception>
    public static Scenario Read(string file, string text)
    {
        var lines = text.Split('\n').Select((line, index) => new Line(index + 1, Tidy(line))).ToList();
        var sentence = lines[0].Text.StartsWith("# ", StringComparison.Ordinal)
            ? lines[0].Text[2..]
            : throw ScenarioFailure.At(file, lines[0], "the first line is not a comment that says it all");
        var steps = new List<Step>();
        foreach (var line in lines.Where(l => l.Text.Length > 0 && l.Text[0] != '#'))
        {
            Add(file, steps, line);
        }

        return new Scenario(file, sentence, steps);
    }

    /// <summary>The name of the file of a sentence: its letters and digits, joined by hyphens.</summary>
    public static string NameOf(string sentence)
    {
        var kept = sentence.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-');
        return string.Join('-', string.Concat(kept).Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Add(string file, List<Step> steps, Line line)
    {
        var rest = new Line(line.Number, line.Text[1..].TrimStart());
        if (line.Text[0] is not ('+' or '>'))
        {
            steps.Add(new Step(line, new List<Line>(), new List<Line>()));
            return;
        }

        if (steps.Count == 0)
        {
            throw ScenarioFailure.At(file, line, "it belongs to nothing");
        }

        var step = steps[^1];
        if (line.Text[0] == '+' && step.Expected.Count > 0)
        {
            throw ScenarioFailure.At(file, line, "an item stands after what is expected");
        }

        ((List<Line>)(line.Text[0] == '+' ? step.Items : step.Expected)).Add(rest);
    }

    private static string Tidy(string line) =>
        string.Join(' ', line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
