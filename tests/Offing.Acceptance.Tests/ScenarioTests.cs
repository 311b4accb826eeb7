namespace Offing.Acceptance.Tests;

/// <summary>Every file of tests/Acceptance is a test.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Files => new(ScenarioFiles.All);

    [Theory]
    [MemberData(nameof(Files))]
    public void The_scenario_holds(string file) =>
        Runner.Run(Scenario.Read("tests/Acceptance/" + file, ScenarioFiles.Read(file)));

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_is_called_by_its_sentence(string file)
    {
        var scenario = Scenario.Read(file, ScenarioFiles.Read(file));
        Assert.Equal(Scenario.NameOf(scenario.Sentence), Path.GetFileNameWithoutExtension(file));
        Assert.Contains(scenario.Steps, step => step.Expected.Count > 0);
    }
}
