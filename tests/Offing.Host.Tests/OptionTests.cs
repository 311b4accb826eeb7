namespace Offing.Host.Tests;

/// <summary>What is typed wrongly is answered by a line, not by a trace.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("demo", "--http", "http://127.0.0.1:8080/", "--http must be a port from 1 to 65535")]
    [InlineData("fund", "--http", "70000", "--http must be a port from 1 to 65535")]
    public void A_value_that_is_no_number_of_the_range_is_refused_by_name(
        string command, string option, string value, string told)
    {
        using var process = HostProcess.Run(command, option, value);
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(told, process.Output + process.Error);
        Assert.DoesNotContain("   at ", process.Output + process.Error);
    }
}
