using Offing.Protocol;
using Offing.Protocol.Wire;

namespace Offing.Acceptance.Tests;

/// <summary>Every file of tests/Acceptance is a test.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Files => new(ScenarioFiles.All);

    [Theory]
    [MemberData(nameof(Files))]
    public void The_scenario_holds(string file) =>
        Runner.Run(Scenario.Read("tests/Acceptance/" + file, ScenarioFiles.Read(file)));

    [Fact]
    public void There_are_enough_scenarios_and_no_two_are_one()
    {
        Assert.True(ScenarioFiles.All.Count >= 350, $"only {ScenarioFiles.All.Count} scenarios");
        var texts = ScenarioFiles.All
            .Select(file => Scenario.Read(file, ScenarioFiles.Read(file)))
            .Select(s => string.Join('\n', s.Steps.SelectMany(Lines))).ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.Equal(
            ScenarioFiles.All.Count, ScenarioFiles.All.Select(Path.GetFileName).Distinct().Count());
    }

    /// <summary>What a client reads is part of the contract.</summary>
    [Fact]
    public void The_words_of_every_refusal_that_happens_are_written_somewhere()
    {
        var lines = ScenarioFiles.All
            .SelectMany(file => Scenario.Read(file, ScenarioFiles.Read(file)).Steps)
            .SelectMany(step => step.Expected.Select(line => line.Text)).ToList();
        var silent = Enum.GetValues<RejectCode>()
            .Where(code => lines.Any(line => line.Split(' ', ':').Contains(code.ToString())))
            .Where(code => !lines.Any(
                line => line.Contains(RejectText.For(code), StringComparison.Ordinal)));
        Assert.Empty(silent);
    }

    private static IEnumerable<string> Lines(Step step) =>
        step.Items.Concat(step.Expected).Prepend(step.Command).Select(line => line.Text);

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_is_called_by_its_sentence(string file)
    {
        var scenario = Scenario.Read(file, ScenarioFiles.Read(file));
        Assert.Equal(Scenario.NameOf(scenario.Sentence), Path.GetFileNameWithoutExtension(file));
        Assert.Contains(scenario.Steps, step => step.Expected.Count > 0);
    }
}
