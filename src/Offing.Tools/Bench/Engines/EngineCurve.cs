namespace Offing.Tools.Bench.Engines;

/// <summary>
/// The sizes that show whether a command's cost grows with them: one grows at a time, the others stay.
/// </summary>
public static class EngineCurve
{
    private const int CommandsPerAccount = 4;

    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    /// <summary>Accounts that only exist, accounts that trade, then orders at rest, then markets.</summary>
    public static IEnumerable<EngineSetting> Around(EngineSetting setting)
    {
        foreach (var accounts in Sizes)
        {
            yield return setting with { Accounts = accounts, Active = Math.Min(setting.Active, accounts) };
        }

        foreach (var accounts in Sizes)
        {
            // So that most of them have traded before, whatever their number.
            var commands = Math.Max(setting.Commands, CommandsPerAccount * accounts);
            yield return setting with { Accounts = accounts, Active = accounts, Commands = commands };
        }

        foreach (var resting in Sizes)
        {
            yield return setting with { Resting = resting };
        }

        foreach (var markets in Sizes)
        {
            yield return setting with { Markets = markets };
        }
    }
}
