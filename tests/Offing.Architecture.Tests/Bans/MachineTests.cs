namespace Offing.Architecture.Tests.Bans;

/// <summary>The compiled machine against the ban list: same entries, same state, on any machine.</summary>
public sealed class MachineTests
{
    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var assembly in new[] { "Offing.Engine", "Offing.Primitives" })
        {
            foreach (var ban in Banned.All)
                pairs.Add(assembly, ban.Name);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_machine_does_not_stand_on(string assembly, string banName)
    {
        var ban = Banned.All.Single(b => b.Name == banName);
        Assert.Empty(UsesOf(assembly).Where(ban.Forbids).Distinct());
    }

    [Theory]
    [InlineData("Offing.Engine")]
    [InlineData("Offing.Primitives")]
    public void No_method_uses_linq_beside_a_dictionary(string assembly) =>
        Assert.Empty(Banned.LinqBesideUnordered(UsesOf(assembly)));

    private static IReadOnlyList<Use> UsesOf(string assembly)
    {
        using var scanner = new UseScanner(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        return scanner.Scan(_ => true);
    }
}
