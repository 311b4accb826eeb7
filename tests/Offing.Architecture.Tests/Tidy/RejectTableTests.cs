using Offing.Protocol;
using Offing.Protocol.Wire;

namespace Offing.Architecture.Tests.Tidy;

/// <summary>spec/rejects.md is what clients read: it holds every code, with the very text that the wire
/// sends.</summary>
public sealed class RejectTableTests
{
    private static readonly HashSet<string> Rows = Repository.ReadLines("spec/rejects.md")
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]))
        .ToHashSet();

    [Fact]
    public void The_table_is_exactly_the_rejects_of_the_code()
    {
        var codes = Enum.GetValues<RejectCode>().Where(code => code != RejectCode.None);
        var expected = codes.Select(code => $"| {(int)code} | {code} | {RejectText.For(code, "{detail}")} |");
        Assert.Equal(expected.Order(StringComparer.Ordinal), Rows.Order(StringComparer.Ordinal));
    }
}
