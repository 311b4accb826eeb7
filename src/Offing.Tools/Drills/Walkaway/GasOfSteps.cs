using System.Globalization;
using System.Text.RegularExpressions;

namespace Offing.Tools.Drills.Walkaway;

/// <summary>What each step of offing exit cost, as it says.</summary>
internal static partial class GasOfSteps
{
    /// <summary>Each step with the gas of its transactions on average.</summary>
    public static IReadOnlyList<string> Of(string said)
    {
        var steps = new List<(string Name, List<long> Gas)>();
        foreach (var line in said.Split('\n'))
        {
            if (Cost().Match(line) is { Success: true } cost && steps.Count > 0)
            {
                steps[^1].Gas.Add(long.Parse(cost.Groups[1].Value, CultureInfo.InvariantCulture));
            }
            else if (!line.StartsWith(' '))
            {
                steps.Add((line.Trim(), []));
            }
        }

        return
        [
            .. steps.Where(step => step.Gas.Count > 0).Select(step => string.Create(
                CultureInfo.InvariantCulture, $"{step.Gas.Average(),9:N0} gas each: {step.Name}")),
        ];
    }

    [GeneratedRegex(@"^  \d+/\d+ .*: (\d+) gas, ")]
    private static partial Regex Cost();
}
