using System.Text.RegularExpressions;

namespace Offing.Architecture.Tests.Tidy;

/// <summary>A function and the lines that it takes, from its first word to its closing brace or
/// semicolon.</summary>
internal sealed record Function(string Name, int Line, int Lines);

/// <summary>
/// Finds the members of types by counting braces, in C# and Solidity. Its limits: it does not know the
/// language, so a property counts as a function (a field with an initialiser does not), local functions and
/// lambdas count as part of the member around them, and statements outside of any type are not measured.
/// </summary>
internal sealed partial class FunctionScanner
{
    private readonly string text;
    private readonly List<Function> found = [];

    // Whether each open brace, outermost first, belongs to a type or a namespace.
    private readonly Stack<bool> isType = new();
    private int memberStart;

    private FunctionScanner(string source) => text = SourceText.Blank(source);

    public static IReadOnlyList<Function> Functions(string source)
    {
        var scanner = new FunctionScanner(source);
        scanner.Scan();
        return scanner.found;
    }

    private void Scan()
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '{')
                Open(at);
            else if (text[at] == '}' && isType.Count > 0)
                Close(at);
            else if (text[at] == ';' && IsBetweenMembers)
                EndMember(at);
        }
    }

    private bool IsBetweenMembers => isType.Count > 0 && isType.Peek();

    private void Open(int at)
    {
        var opensType = (isType.Count == 0 || isType.Peek()) && TypeHeader().IsMatch(text[memberStart..at]);
        isType.Push(opensType);
        if (opensType)
            memberStart = at + 1;
    }

    private void Close(int at)
    {
        if (isType.Pop())
            memberStart = at + 1;
        else if (IsBetweenMembers && !IsFollowedByMore(at))
            EndMember(at);
    }

    // `=> x switch { ... };` and `{ get; } = value;` end at the semicolon, not at the brace.
    private bool IsFollowedByMore(int at)
    {
        var next = at + 1;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
            next++;
        return next < text.Length && text[next] is ';' or ',' or ')' or ']' or '.' or '=' or '?' or '!';
    }

    private void EndMember(int end)
    {
        var start = SkipAttributes(memberStart);
        memberStart = end + 1;
        var header = Header().Match(text[start..end]).Value;
        var isField = FieldHeader().IsMatch(header) && !header.Contains("operator", StringComparison.Ordinal);
        if (isField || !header.Contains('('))
            return;
        var lines = text[start..end].Count(c => c == '\n') + 1;
        var line = text[..start].Count(c => c == '\n') + 1;
        found.Add(new Function(Name().Match(header).Groups[1].Value, line, lines));
    }

    private int SkipAttributes(int at)
    {
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at >= text.Length || text[at] != '[')
                return at;
            for (var depth = 0; at < text.Length;)
            {
                depth += text[at] == '[' ? 1 : text[at] == ']' ? -1 : 0;
                at++;
                if (depth == 0)
                    break;
            }
        }
    }

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|namespace|contract|library)\s+\w")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"^[^{;]*?(?=\{|=>|$)", RegexOptions.Singleline)]
    private static partial Regex Header();

    // An equals sign before the first parenthesis, outside of the parameter list: a field's initialiser.
    [GeneratedRegex(@"^[^(]*[^=!<>(]=[^=>]")]
    private static partial Regex FieldHeader();

    [GeneratedRegex(@"(\w+)\s*(<[^(]*>)?\s*\(")]
    private static partial Regex Name();
}
