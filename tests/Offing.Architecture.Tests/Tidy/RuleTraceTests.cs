using System.Text.RegularExpressions;
using Offing.Protocol;

namespace Offing.Architecture.Tests.Tidy;

/// <summary>
/// Every rule of spec/rules.md is shown by a test that names it, and no test names another.
/// </summary>
public sealed partial class RuleTraceTests
{
    private static readonly string Spec = Repository.Read("spec/rules.md");

    private static readonly List<string> Rules =
        RuleOfSpec().Matches(Spec).Select(match => match.Groups[1].Value).ToList();

    private static readonly List<string> Traced = (
        from file in Repository.FilesEnding(".cs")
        where file.StartsWith("tests/", StringComparison.Ordinal)
        from match in TraitOfTest().Matches(Repository.Read(file))
        select match.Groups[1].Value).Distinct().ToList();

    [Fact]
    public void Every_rule_has_a_test_that_names_it_and_every_name_is_a_rule()
    {
        Assert.NotEmpty(Rules);
        Assert.Empty(Rules.Except(Traced));
        Assert.Empty(Traced.Except(Rules));
    }

    [Fact]
    public void A_rule_stands_once_has_a_must_and_its_number_follows_the_last_of_its_group()
    {
        foreach (var group in Rules.GroupBy(rule => rule[..8]))
        {
            Assert.Equal(Enumerable.Range(1, group.Count()).Select(n => $"{group.Key}{n:000}"), group);
        }

        var lines = Spec.Split('\n').Where(line => RuleOfSpec().IsMatch(line));
        Assert.All(lines, line => Assert.Contains("MUST", line, StringComparison.Ordinal));
    }

    // By the test above, each of them is then shown by a test.
    [Fact]
    public void Every_rounding_names_the_rule_that_says_it()
    {
        var rows = Spec.Split('\n')
            .SkipWhile(line => !line.StartsWith("## Rounding", StringComparison.Ordinal)).Skip(3)
            .TakeWhile(line => line.StartsWith('|')).ToList();
        Assert.True(rows.Count > 20);
        foreach (var row in rows)
        {
            var named = Named().Matches(row.Split('|')[1]).Select(match => match.Value).ToList();
            Assert.NotEmpty(named);
            Assert.Empty(named.Except(Rules));
        }
    }

    [Fact]
    public void Every_reject_that_the_rules_name_is_one_of_the_code()
    {
        // What a client sends and what stands in a file are in backticks too; neither is a reject.
        string[] others = ["BatchCut", "Started"];
        var named = Word().Matches(Spec).Select(match => match.Groups[1].Value).Distinct();
        Assert.Empty(named.Except(Enum.GetNames<RejectCode>()).Except(others));
    }

    [GeneratedRegex(@"^- \*\*(ENG-[A-Z]{3}-[0-9]{3})\*\* ", RegexOptions.Multiline)]
    private static partial Regex RuleOfSpec();

    [GeneratedRegex("ENG-[A-Z]{3}-[0-9]{3}")]
    private static partial Regex Named();

    [GeneratedRegex(@"Trait\(""rule"", *""([^""]*)""\)")]
    private static partial Regex TraitOfTest();

    [GeneratedRegex(@"`([A-Z][A-Za-z]+)(\([a-z]\))?`")]
    private static partial Regex Word();
}
