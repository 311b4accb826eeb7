namespace Offing.Simulator.Tests;

/// <summary>What a failed world says, and the command that shows it again.</summary>
internal static class Telling
{
    public static string Of(SimResult result) =>
        $"{result.Reproduction}\n{string.Join('\n', result.LastLines)}\n{result.Failure}";
}
