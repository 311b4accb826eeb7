using System.Text.Json;

namespace Offing.Tools.Risk.Scenarios;

/// <summary>Finds where in a JSON text a field stands.</summary>
internal static class JsonLines
{
    /// <summary>
    /// Line of the field, from 1; of the nearest thing around it when it is not written at all.
    /// </summary>
    /// <param name="field">As in <c>crowds[0].leverage.to</c>; names in camel case.</param>
    public static int Of(ReadOnlySpan<byte> json, string field)
    {
        var path = new List<(string Name, int Index, bool IsList)>();
        var (best, bestLength) = (0, -1);
        var reader = new Utf8JsonReader(
            json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    path[^1] = (reader.GetString()!, 0, false);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    Next(path);
                    continue;
            }

            var here = Text(path);
            if (here.Length > bestLength && IsAround(here, field))
            {
                (best, bestLength) = ((int)reader.TokenStartIndex, here.Length);
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                path.Add(("", 0, reader.TokenType == JsonTokenType.StartArray));
            }
            else
            {
                Next(path);
            }
        }

        return json[..best].Count((byte)'\n') + 1;
    }

    private static void Next(List<(string Name, int Index, bool IsList)> path)
    {
        if (path.Count > 0 && path[^1].IsList)
        {
            path[^1] = ("", path[^1].Index + 1, true);
        }
    }

    private static string Text(List<(string Name, int Index, bool IsList)> path)
    {
        var text = string.Concat(path.Select(part => part.IsList ? $"[{part.Index}]" : "." + part.Name));
        return text.TrimStart('.');
    }

    private static bool IsAround(string here, string field) => here.Length == 0 || here == field
        || (field.StartsWith(here, StringComparison.Ordinal) && field[here.Length] is '.' or '[');
}
