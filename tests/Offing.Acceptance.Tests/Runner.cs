using System.Globalization;

namespace Offing.Acceptance.Tests;

/// <summary>
/// Runs a scenario on a venue of its own. Each step must tell exactly the lines that stand under it; with
/// none under it, it may tell nothing but that what was asked for is done.
/// </summary>
internal static class Runner
{
    public static void Run(Scenario scenario)
    {
        var stage = new Stage();
        foreach (var step in scenario.Steps)
        {
            Run(stage, scenario.File, step);
        }
    }

    private static void Run(Stage stage, string file, Step step)
    {
        var (times, command) = Times(step.Command.Text);
        for (var i = 0; i < times; i++)
        {
            var told = Perform(stage, file, step, command);
            var expected = step.Expected.Select(line => line.Text).Where(line => line != "nothing").ToList();
            var isPlain = step.Expected.Count == 0 && told.All(line => line.IsPlain);
            if (!isPlain && !Says(expected, told))
            {
                throw ScenarioFailure.Differs(
                    file, step.Command, expected, told.Select(line => line.Full).ToList());
            }
        }
    }

    private static bool Says(IReadOnlyList<string> expected, IReadOnlyList<Told> told) =>
        expected.Count == told.Count && expected.Zip(told).All(pair => pair.Second.IsSaidBy(pair.First));

    private static IReadOnlyList<Told> Perform(Stage stage, string file, Step step, string command)
    {
        try
        {
            Performer.Perform(stage, command, step.Items);
            return stage.Harvest();
        }
        catch (Exception error)
        {
            var told = stage.Harvest().Select(line => $"\n    > {line.Full}");
            var message = error is BadLineException ? error.Message : $"{error.GetType().Name}: {error}";
            throw ScenarioFailure.At(
                file, step.Command, $"{message}\n  told so far:{string.Concat(told)}", error);
        }
    }

    // "100 times alice buys ..."
    private static (int Times, string Command) Times(string text)
    {
        var words = new Words(text);
        return int.TryParse(words.Peek, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
            && words.Next().Length > 0 && words.Take("times")
            ? (times, words.Rest())
            : (1, text);
    }
}
