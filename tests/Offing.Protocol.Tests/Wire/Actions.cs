using System.Text;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

/// <summary>The way of an action from the wire's JSON to its command, as at the door.</summary>
internal static class Actions
{
    /// <summary>A valid order, as JSON.</summary>
    public const string Order =
        """{"a":1,"b":true,"p":"100.5","s":"2","r":false,"t":{"limit":{"tif":"Gtc"}}}""";

    /// <summary>The parsed action, or null and why it was refused.</summary>
    public static ParsedAction? Parse(string json, out WireError? error)
    {
        if (!JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(json), out var bytes, out error))
        {
            return null;
        }

        return ActionParser.TryParse(bytes, out var action, out error) ? action : null;
    }

    /// <summary>The parsed action; the test fails when it is refused.</summary>
    public static ParsedAction Parse(string json)
    {
        var action = Parse(json, out var error);
        Assert.True(action is not null, $"{error}");
        return action;
    }
}
