using System.Text.RegularExpressions;

namespace Offing.Architecture.Tests.Tidy;

/// <summary>The numbers of STYLE.md, held by a test from the first commit on.</summary>
public sealed partial class TidyTests
{
    private const int MaxFileLines = 600;
    private const int MaxFileLines95 = 400;
    private const int MaxFileLinesMedian = 120;
    private const int MaxFunctionLines = 70;
    private const int MaxColumns = 110;

    private static readonly List<string> Code = Repository.FilesEnding(".cs", ".sol", ".ts", ".mjs").ToList();

    // Written in pieces, so that the list does not find itself.
    private static readonly string[] Unfinished =
        ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    private static readonly string[] Places =
    [
        "/wo" + "rk/", "/ho" + "me/", "/tm" + "p/",
        "registry.npm" + "js", "nuget.org" + "/v3", "\"resolved\": \"ht" + "tp",
    ];

    [Fact]
    public void No_file_is_longer_than_its_limit_and_most_are_short()
    {
        var lengths = Code.Select(file => (Lines: Repository.ReadLines(file).Length, File: file))
            .Order().ToList();
        Assert.DoesNotContain(lengths, f => f.Lines > MaxFileLines);
        Assert.True(lengths[lengths.Count * 95 / 100].Lines <= MaxFileLines95, "95th percentile too long");
        Assert.True(lengths[lengths.Count / 2].Lines <= MaxFileLinesMedian, "median too long");
    }

    [Fact]
    public void No_function_is_longer_than_its_limit()
    {
        var tooLong =
            from file in Repository.FilesEnding(".cs", ".sol")
            from function in FunctionScanner.Functions(Repository.Read(file))
            where function.Lines > MaxFunctionLines
            select $"{file}({function.Line}): {function.Name} has {function.Lines} lines";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_line_is_wider_than_its_limit()
    {
        var tooWide = LinesOf(Code).Where(line => line.Text.Length > MaxColumns);
        Assert.Empty(tooWide.Select(line => line.Place));
    }

    [Fact]
    public void Every_public_type_of_a_room_says_what_it_is_for()
    {
        var silent =
            from file in Repository.FilesEnding(".cs")
            where file.StartsWith("src/", StringComparison.Ordinal)
            let lines = Repository.ReadLines(file)
            from at in Enumerable.Range(0, lines.Length)
            where PublicType().IsMatch(lines[at]) && !HasDocstring(lines, at)
            select $"{file}({at + 1})";
        Assert.Empty(silent);
    }

    [Fact]
    public void Nothing_unfinished_is_committed() => AssertNowhere(Unfinished, Code);

    [Fact]
    public void Nothing_names_a_place_of_one_machine_or_a_registry() => AssertNowhere(Places, TextFiles());

    private static void AssertNowhere(string[] words, IEnumerable<string> files) =>
        Assert.DoesNotContain(
            LinesOf(files), line => words.Any(word => line.Text.Contains(word, StringComparison.Ordinal)));

    private static IEnumerable<string> TextFiles() => Repository.FilesEnding(
        ".cs", ".csproj", ".props", ".json", ".md", ".mjs", ".ts", ".sol", ".sh", ".slnx", ".toml", ".txt",
        "offing", "run");

    private static bool HasDocstring(string[] lines, int at)
    {
        do
            at--;
        while (at >= 0 && lines[at].TrimStart().StartsWith('['));
        return at >= 0 && lines[at].TrimStart().StartsWith("///", StringComparison.Ordinal);
    }

    private static IEnumerable<(string Place, string Text)> LinesOf(IEnumerable<string> files) =>
        from file in files
        from line in Repository.ReadLines(file).Select((text, index) => (text, index))
        select ($"{file}({line.index + 1})", line.text);

    [GeneratedRegex(@"^\s*public\s+([a-z]+\s+)*(class|struct|interface|enum|record|delegate)\s+\w")]
    private static partial Regex PublicType();
}
