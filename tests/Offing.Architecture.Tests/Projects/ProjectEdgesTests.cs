using System.Xml.Linq;

namespace Offing.Architecture.Tests.Projects;

public sealed class ProjectEdgesTests
{
    private const string Prefix = "Offing.";

    private static readonly IReadOnlyList<ProjectFile> Source = ProjectFile.Below("src/");
    private static readonly IReadOnlyList<ProjectFile> Tests = ProjectFile.Below("tests/");
    private static readonly IReadOnlyList<ProjectFile> Simulators = ProjectFile.Below("sim/");
    private static readonly IReadOnlyList<ProjectFile> Benches = ProjectFile.Below("bench/");

    [Fact]
    public void Every_room_is_in_the_table_and_every_row_has_its_room()
    {
        Assert.Equal(AllowedEdges.Of.Keys.Order(), Source.Select(Room).Order());
    }

    [Fact]
    public void No_room_opens_a_door_that_the_table_keeps_shut()
    {
        var forbidden =
            from project in Source
            from reference in project.Projects
            where !AllowedEdges.Of[Room(project)].Contains(reference[Prefix.Length..])
            select $"{project.Name} references {reference}";
        Assert.Empty(forbidden);
    }

    [Fact]
    public void The_table_has_no_circle() =>
        Assert.All(AllowedEdges.Of.Keys, room => Assert.DoesNotContain(room, AllowedEdges.ReachOf(room)));

    [Fact]
    public void The_gateway_and_the_market_data_cannot_reach_the_engine_even_through_others()
    {
        Assert.DoesNotContain("Engine", AllowedEdges.ReachOf("Gateway"));
        Assert.DoesNotContain("Engine", AllowedEdges.ReachOf("MarketData"));
    }

    [Fact]
    public void Nothing_references_the_host()
    {
        // Its own tests name it only to have the executable built: they run it and link to nothing in it.
        var others = Tests.Where(project => project.Name != "Offing.Host.Tests");
        Assert.DoesNotContain(Source.Concat(others), project => project.Projects.Contains("Offing.Host"));
    }

    [Fact]
    public void The_machine_stands_on_no_package()
    {
        string[] bare =
        [
            "Primitives", "Protocol", "Engine", "Commitment", "Log", "Sequencing", "Signing", "Receipts",
        ];
        Assert.All(Source.Where(p => bare.Contains(Room(p))), project => Assert.Empty(project.Packages));
    }

    [Fact]
    public void Benchmarks_reference_what_the_table_allows()
    {
        Assert.Equal(AllowedEdges.OfBench.Keys.Order(), Benches.Select(Room).Order());
        var forbidden =
            from project in Benches
            from reference in project.Projects
            where !AllowedEdges.OfBench[Room(project)].Contains(reference[Prefix.Length..])
            select $"{project.Name} references {reference}";
        Assert.Empty(forbidden);
    }

    [Fact]
    public void Of_the_benchmarks_only_the_bound_is_referenced_and_only_by_the_tools()
    {
        var names = Benches.Select(p => p.Name).ToHashSet();
        var seen =
            from project in Source.Concat(Tests)
            from reference in project.Projects
            where names.Contains(reference)
            select $"{project.Name} -> {reference}";
        Assert.Equal(["Offing.Tools -> Offing.BareBound"], seen);
    }

    [Fact]
    public void The_simulator_references_what_the_table_allows_and_only_the_host_and_its_tests_reference_it()
    {
        var simulator = Assert.Single(Simulators);
        Assert.Empty(simulator.Projects.Except(AllowedEdges.OfSimulator.Select(room => Prefix + room)));
        var users = Source.Concat(Tests).Concat(Benches).Where(p => p.Projects.Contains(simulator.Name));
        Assert.Equal(
            ["Offing.Host", "Offing.Simulator.Tests"], users.Select(p => p.Name).Order());
    }

    [Fact]
    public void Acceptance_tests_reference_the_machine_alone()
    {
        var acceptance = Assert.Single(Tests, p => p.Name == "Offing.Acceptance.Tests");
        Assert.Empty(acceptance.Projects.Except(AllowedEdges.OfAcceptance.Select(room => Prefix + room)));
    }

    [Fact]
    public void Only_benchmarks_stand_on_the_benchmark_package() =>
        Assert.All(Source.Concat(Tests), p => Assert.DoesNotContain("BenchmarkDotNet", p.Packages));

    [Fact]
    public void Every_room_has_its_tests_by_the_same_name()
    {
        var rooms = Source.Concat(Simulators).Select(p => p.Name);
        Assert.Empty(rooms.Except(Tests.Select(p => p.Name[..^".Tests".Length])));
    }

    [Fact]
    public void The_solution_lists_every_project_and_nothing_else()
    {
        var listed = XDocument.Parse(Repository.Read("Offing.slnx")).Descendants("Project")
            .Select(e => (string?)e.Attribute("Path") ?? "");
        Assert.Equal(Repository.FilesEnding(".csproj").Order(), listed.Order());
    }

    [Fact]
    public void Every_project_has_a_lock_file_and_takes_its_versions_from_the_central_file()
    {
        Assert.All(Source.Concat(Simulators).Concat(Tests).Concat(Benches), project =>
        {
            Assert.Contains(Path.GetDirectoryName(project.Path) + "/packages.lock.json", Repository.Files);
            Assert.DoesNotContain("Version=", Repository.Read(project.Path), StringComparison.Ordinal);
        });
    }

    private static string Room(ProjectFile project) => project.Name[Prefix.Length..];
}
