namespace Offing.Architecture.Tests.Tidy;

/// <summary>
/// Blanks comments, strings and characters of C# and Solidity source, so that a brace in a text is not
/// taken for a brace of the code. Lines stay where they are. Holes of interpolated strings are blanked with
/// them.
/// </summary>
internal static class SourceText
{
    public static string Blank(string source)
    {
        var text = source.ToCharArray();
        var at = 0;
        while (at < text.Length)
        {
            var end = EndOfBlank(source, at);
            if (end == at)
            {
                at++;
                continue;
            }

            for (; at < end; at++)
            {
                if (text[at] != '\n')
                    text[at] = ' ';
            }
        }

        return new string(text);
    }

    /// <summary>Where the comment, string or character that begins here ends; the same place when none
    /// does.</summary>
    private static int EndOfBlank(string s, int at)
    {
        if (Starts(s, at, "//"))
            return EndAt(s, at, "\n");
        if (Starts(s, at, "/*"))
            return EndAt(s, at + 2, "*/");
        if (s[at] == '\'')
            return EndOfPlain(s, at + 1, '\'', hasHoles: false);
        var quote = at;
        while (quote < s.Length && s[quote] is '$' or '@')
            quote++;
        if (quote >= s.Length || s[quote] != '"')
            return at;
        var prefix = s[at..quote];
        if (Starts(s, quote, "\"\"\""))
            return EndOfRaw(s, quote);
        return prefix.Contains('@')
            ? EndOfVerbatim(s, quote + 1)
            : EndOfPlain(s, quote + 1, '"', prefix.Contains('$'));
    }

    private static int EndOfRaw(string s, int quote)
    {
        var after = quote;
        while (after < s.Length && s[after] == '"')
            after++;
        return EndAt(s, after, new string('"', after - quote));
    }

    private static int EndOfVerbatim(string s, int at)
    {
        while (at < s.Length && (s[at] != '"' || Starts(s, at, "\"\"")))
            at += s[at] == '"' ? 2 : 1;
        return Math.Min(at + 1, s.Length);
    }

    private static int EndOfPlain(string s, int at, char quote, bool hasHoles)
    {
        while (at < s.Length && s[at] != quote && s[at] != '\n')
        {
            if (hasHoles && s[at] == '{')
                at = Starts(s, at, "{{") ? at + 2 : EndOfHole(s, at + 1);
            else
                at += s[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, s.Length);
    }

    private static int EndOfHole(string s, int at)
    {
        for (var depth = 1; at < s.Length && depth > 0;)
        {
            var end = EndOfBlank(s, at);
            if (end > at)
            {
                at = end;
                continue;
            }

            depth += s[at] == '{' ? 1 : s[at] == '}' ? -1 : 0;
            at++;
        }

        return at;
    }

    private static int EndAt(string s, int at, string mark)
    {
        var found = at >= s.Length ? -1 : s.IndexOf(mark, at, StringComparison.Ordinal);
        return found < 0 ? s.Length : mark == "\n" ? found : found + mark.Length;
    }

    private static bool Starts(string s, int at, string mark) =>
        string.CompareOrdinal(s, at, mark, 0, mark.Length) == 0;
}
