using Offing.Gateway.Tests.Support;

namespace Offing.Gateway.Tests.Hyperliquid;

/// <summary>Every field of the conditional, timed, sub-account and native actions, each way wrong.</summary>
internal static class SurfaceBadInput
{
    private const string Stop = Surface.Stop;
    private const string Trailing = """{"trailing":{"isMarket":true,"offset":"150"}}""";
    private const string Schedule = """{"type":"scheduleCancel","time":1700000009000}""";
    private const string TwapCancel = """{"type":"twapCancel","a":0,"t":1}""";
    private const string Create = """{"type":"createSubAccount","name":"example"}""";
    private const string Options =
        ",\"stp\":\"decrement\",\"sub\":true,\"display\":\"0.1\",\"expiry\":1700000009000";

    private const string Transfer =
        """{"type":"subAccountTransfer","subAccountUser":"0x00000000000000000000000000000000000000aa","""
        + "\"isDeposit\":true,\"usd\":1000000}";

    public static IEnumerable<BadInputCase> All =>
    [
        .. Keys("a trigger", Surface.Orders("na", Surface.Sell(Stop)), "isMarket", "triggerPx", "tpsl"),
        .. Values(
            Surface.Orders("na", Surface.Sell(Stop)),
            ("\"isMarket\":true", "\"isMarket\":1", "true or false"),
            ("\"isMarket\":true", "\"isMarket\":null", "true or false"),
            ("\"triggerPx\":\"28000\"", "\"triggerPx\":28000", "triggerPx must be a string"),
            ("\"triggerPx\":\"28000\"", "\"triggerPx\":\"-1\"", "invalid price"),
            ("\"triggerPx\":\"28000\"", "\"triggerPx\":\"2e4\"", "invalid price"),
            ("\"triggerPx\":\"28000\"", "\"triggerPx\":\"\"", "invalid price"),
            ("\"tpsl\":\"sl\"", "\"tpsl\":\"trail\"", "neither tp nor sl"),
            ("\"tpsl\":\"sl\"", "\"tpsl\":5", "tpsl must be a string"),
            (Stop, "{}", "one key"),
            (Stop, "{\"trigger\":[]}", "trigger must be"),
            (Stop, Trailing, "Unknown key: trailing")),
        .. Keys("a twap", Surface.Twap, "a", "b", "s", "r", "m", "t"),
        .. Values(
            Surface.Twap,
            ("\"a\":0", "\"a\":-1", "Bad number"), ("\"b\":true", "\"b\":\"B\"", "true or false"),
            ("\"s\":\"0.25\"", "\"s\":0.25", "s must be a string"),
            ("\"s\":\"0.25\"", "\"s\":\"1e9\"", "invalid size"),
            ("\"r\":false", "\"r\":null", "true or false"), ("\"m\":30", "\"m\":\"30\"", "Bad number"),
            ("\"m\":30", "\"m\":30.5", "Bad number"), ("\"m\":30", "\"m\":4294967296", "Bad number"),
            ("\"t\":true", "\"t\":0", "true or false"), ("\"twap\":{", "\"twap\":5,\"x\":{", "twap must be")),
        .. Keys("a twap's cancel", TwapCancel, "a", "t"),
        .. Values(
            TwapCancel,
            ("\"a\":0", "\"a\":4294967296", "Bad number"), ("\"t\":1", "\"t\":\"1\"", "Bad number"),
            ("\"t\":1", "\"t\":-1", "Bad number")),
        .. Values(
            Schedule,
            ("1700000009000", "\"1700000009000\"", "Bad number"), ("1700000009000", "-1", "Bad number"),
            ("1700000009000", "1.5", "Bad number"), ("\"time\"", "\"when\"", "Unknown key: when")),
        .. Keys("a sub-account", Create, "name"),
        .. Values(Create, ("\"example\"", "7", "name must be a string")),
        .. Keys("a transfer", Transfer, "subAccountUser", "isDeposit", "usd"),
        .. Values(
            Transfer,
            ("0x00000000000000000000000000000000000000aa", "0xaa", "Bad address"),
            ("\"isDeposit\":true", "\"isDeposit\":1", "true or false"),
            ("\"usd\":1000000", "\"usd\":\"1\"", "Bad number"),
            ("\"usd\":1000000", "\"usd\":-1", "Bad number"),
            ("\"usd\":1000000", "\"usd\":1.5", "Bad number"),
            ("\"usd\":1000000", "\"usd\":9223372036854775808", "Bad number")),
        .. Native(),
    ];

    private static IEnumerable<BadInputCase> Native()
    {
        var native = Surface.Native("na", Surface.Sell(Trailing, more: Options));
        return
        [
            .. Keys("a trailing stop", native, "isMarket", "offset"),
            .. Values(
                native,
                ("\"offset\":\"150\"", "\"offset\":150", "offset must be a string"),
                ("\"offset\":\"150\"", "\"offset\":\"1%\"", "invalid price"),
                ("\"stp\":\"decrement\"", "\"stp\":\"none\"", "stp none"),
                ("\"stp\":\"decrement\"", "\"stp\":null", "stp must be a string"),
                ("\"sub\":true", "\"sub\":\"yes\"", "true or false"),
                ("\"display\":\"0.1\"", "\"display\":0.1", "display must be a string"),
                ("\"display\":\"0.1\"", "\"display\":\"-0.1\"", "invalid size"),
                ("\"expiry\":1700000009000", "\"expiry\":0", "Bad number"),
                ("\"expiry\":1700000009000", "\"expiry\":\"0\"", "Bad number"),
                ("\"grouping\":\"na\"", "\"grouping\":\"bracket\"", "bracket is not offered"),
                ("\"grouping\":\"na\"", "\"grouping\":null", "is not offered"),
                ("\"r\":true", "\"r\":true,\"builder\":1", "Unknown key: builder")),
            .. Values(
                Surface.Orders("na", Surface.Sell(Stop, more: Options)),
                (Options, ",\"stp\":\"decrement\"", "Unknown key: stp"),
                (Options, ",\"sub\":true", "Unknown key: sub"),
                (Options, ",\"display\":\"0.1\"", "Unknown key: display"),
                (Options, ",\"expiry\":1700000009000", "Unknown key: expiry")),
        ];
    }

    // Each key left out, and each written twice.
    private static IEnumerable<BadInputCase> Keys(string what, string action, params string[] keys)
    {
        foreach (var key in keys)
        {
            yield return Case(
                $"{what} without {key}", Renamed(action, key, null), $"Missing key: {key}");
            yield return Case($"{what} with {key} twice", Renamed(action, key, key), "Duplicate key");
            yield return Case($"{what} with {key} and more", Renamed(action, key, "q"), "Unknown key: q");
        }
    }

    private static IEnumerable<BadInputCase> Values(
        string action, params (string From, string To, string Says)[] changes) => changes.Select(change =>
    {
        Assert.Contains(change.From, action, StringComparison.Ordinal);
        var changed = action.Replace(change.From, change.To, StringComparison.Ordinal);
        return Case($"{change.To} in {action[..26]}", changed, change.Says);
    });

    // The key with its value is taken out, or stands once more under another name.
    private static string Renamed(string action, string key, string? second)
    {
        var start = action.LastIndexOf($"\"{key}\":", StringComparison.Ordinal);
        Assert.True(start > 0, key);
        var end = action.IndexOfAny([',', '}'], start);
        var field = action[start..end];
        if (second is not null)
        {
            var more = field.Replace($"\"{key}\":", $"\"{second}\":", StringComparison.Ordinal);
            return action.Insert(end, $",{more}");
        }

        return action[start - 1] == ','
            ? action.Remove(start - 1, end - start + 1)
            : action.Remove(start, end - start + (action[end] == ',' ? 1 : 0));
    }

    private static BadInputCase Case(string name, string action, string says) =>
        new(name, "/exchange", () => Signed.L1(action, FakeVenue.Alice), 200, says);
}
