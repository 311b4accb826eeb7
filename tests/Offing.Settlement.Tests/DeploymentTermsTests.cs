using System.Text.Json;
using Offing.Primitives;
using Offing.Settlement.Deployments;
using Offing.Settlement.Tests.Support;

namespace Offing.Settlement.Tests;

/// <summary>The figures of both profiles are those of spec/terms.json, and fit each other.</summary>
public sealed class DeploymentTermsTests
{
    [Fact]
    public void The_figures_of_production_are_those_of_the_specification() =>
        AssertFigures("production", Of(DeploymentTerms.Production));

    [Fact]
    public void The_figures_of_development_are_those_of_the_specification() =>
        AssertFigures("development", Of(DeploymentTerms.Development));

    [Fact]
    public void Terms_that_do_not_fit_are_refused_before_anything_is_sent()
    {
        var terms = Of(DeploymentTerms.Production);
        DeploymentTerms[] wrong =
        [
            terms with { FinalityWindow_S = terms.ForcedDeadline_S + 1 },
            terms with { Silence_S = terms.ForcedDeadline_S + 1 },
            terms with { CapPeriod_S = 0 },
            terms with { ClaimPhase_S = 0 },
            terms with { OperatorDelay_S = terms.ForcedDeadline_S - 1 },
            terms with { WatchersNeeded = 0 },
            terms with { WatchersNeeded = 4 },
            terms with { Operator = terms.Watchers[1] },
        ];
        terms.Check();
        Assert.All(wrong, each => Assert.Throws<DeploymentException>(each.Check));
    }

    private static DeploymentTerms Of(Func<Hash32, Hash32, Hash32, DeploymentTerms> profile) =>
        profile(Hash32.Zero, Hash32.Zero, Hash32.Zero);

    private static void AssertFigures(string profile, DeploymentTerms terms)
    {
        var path = Path.Combine(Repository.Contracts, "..", "spec", "terms.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var figures = document.RootElement.GetProperty(profile);
        uint Figure(string name) => figures.GetProperty(name).GetUInt32();
        Assert.Equal($"{terms.MinimumBond}", figures.GetProperty("minimumBond").GetString());
        Assert.Equal(terms.FinalityWindow_S, Figure("finalityWindow"));
        Assert.Equal(terms.ForcedDeadline_S, Figure("forcedDeadline"));
        Assert.Equal(terms.Silence_S, Figure("silence"));
        Assert.Equal(terms.ClaimPhase_S, Figure("claimPhase"));
        Assert.Equal(terms.CapPeriod_S, Figure("capPeriod"));
        Assert.Equal(terms.OperatorDelay_S, Figure("operatorDelay"));
    }
}
