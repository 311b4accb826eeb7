using Offing.Gateway.Tests.Support;

namespace Offing.Gateway.Tests.Hyperliquid;

/// <summary>One bad request.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Status">Of HTTP.</param>
/// <param name="Says">A part of the answer.</param>
internal sealed record BadInputCase(string Name, string Path, Func<string> Body, int Status, string Says)
{
    public override string ToString() => Name;
}

/// <summary>Requests that never get further than the door.</summary>
internal static class BadInputCases
{
    private const string Cloid = "0x0000000000000000000000000000abcd";
    private const string Unprocessable = "Failed to deserialize the JSON body into the target type";

    public static IEnumerable<BadInputCase> All =>
    [
        .. Bodies(), .. Shapes(), .. Values(), .. Signatures(), .. Times(), .. Typed(), .. Native(),
        .. Info(), .. SurfaceBadInput.All,
    ];

    private static BadInputCase Exchange(string name, Func<string> body, string says, int status = 200) =>
        new(name, "/exchange", body, status, says);

    private static BadInputCase Action(string name, string action, string says) =>
        Exchange(name, () => Signed.L1(action, FakeVenue.Alice), says);

    private static BadInputCase Order(string name, string from, string to, string says) =>
        Action(name, Replaced(Signed.Order(clientId: Cloid), from, to), says);

    private static string Replaced(string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    private static Func<string> Envelope(string from, string to) =>
        () => Replaced(Signed.L1(Signed.Order(), FakeVenue.Alice, nonce: FakeVenue.Now_Ms), from, to);

    private static string Repeated(string item, int count) =>
        string.Join(',', Enumerable.Repeat(item, count));

    private static string Parts(string r, string s, string v) =>
        $"{{\"action\":{Signed.Order()},\"nonce\":{FakeVenue.Now_Ms},"
        + $"\"signature\":{{\"r\":\"{r}\",\"s\":\"{s}\",\"v\":{v}}}}}";

    private static BadInputCase[] Bodies() =>
    [
        Exchange("an empty body", () => "", Unprocessable, 422),
        Exchange("not JSON", () => "hello", Unprocessable, 422),
        Exchange("a list for a body", () => "[]", "must be an object", 422),
        Exchange("null for a body", () => "null", "must be an object", 422),
        Exchange(
            "bytes after the end", Envelope("\"grouping\":\"na\"}", "\"grouping\":\"na\"}}"), Unprocessable,
            422),
        Exchange(
            "no action", () => """{"nonce":1,"signature":{"r":"0x1","s":"0x1","v":27}}""",
            "action is missing", 422),
        Exchange(
            "a text for an action", () => """{"action":"order","nonce":1}""", "action must be an object",
            422),
        Exchange("no nonce", Envelope($"\"nonce\":{FakeVenue.Now_Ms},", ""), "nonce is missing", 422),
        Exchange(
            "a text for a nonce", Envelope($"\"nonce\":{FakeVenue.Now_Ms}", "\"nonce\":\"1\""),
            "nonce must be", 422),
        Exchange(
            "a negative nonce", Envelope($"\"nonce\":{FakeVenue.Now_Ms}", "\"nonce\":-1"), "nonce must be",
            422),
        Exchange(
            "a nonce with a fraction", Envelope($"\"nonce\":{FakeVenue.Now_Ms}", "\"nonce\":1.5"),
            "nonce must be", 422),
        Exchange(
            "no signature", () => """{"action":{"type":"noop"},"nonce":1}""", "signature must have", 422),
        Exchange(
            "a signature without v",
            () => """{"action":{"type":"noop"},"nonce":1,"signature":{"r":"0x1","s":"0x1"}}""",
            "signature must have", 422),
        Exchange(
            "an unknown key in the envelope", Envelope("{\"action\"", "{\"fast\":true,\"action\""),
            "not known", 422),
        Exchange(
            "a key twice in the envelope", Envelope("{\"action\"", "{\"nonce\":1,\"action\""), "stands twice",
            422),
        Exchange(
            "a number for a vault", Envelope("\"signature\"", "\"vaultAddress\":5,\"signature\""),
            "must be a string", 422),
        Exchange(
            "a text for an expiry", Envelope("\"signature\"", "\"expiresAfter\":\"1\",\"signature\""),
            "expiresAfter", 422),
        Exchange("a body that is too long", () => new string(' ', 100_000), "too long", 413),
    ];

    private static BadInputCase[] Shapes() =>
    [
        Action("no type", """{"orders":[]}""", "Missing key: type"),
        Action("a number for a type", """{"type":5}""", "type"),
        Action("an unknown action", """{"type":"steal"}""", "Unknown action type: steal"),
        Action("an action not offered here", """{"type":"usdSend","amount":"1"}""", "usdSend is not offered"),
        Action("a key twice in the action", """{"type":"noop","type":"noop"}""", "Duplicate key"),
        Action("an unknown key in the action", """{"type":"noop","now":true}""", "Unknown key: now"),
        Action("a missing key in the action", """{"type":"updateLeverage","asset":0}""", "Missing key"),
        Action("orders that are no list", """{"type":"order","orders":{},"grouping":"na"}""", "list"),
        Action("no order at all", """{"type":"order","orders":[],"grouping":"na"}""", "empty"),
        Action("no cancel at all", """{"type":"cancel","cancels":[]}""", "empty"),
        Action(
            "101 cancels", $"{{\"type\":\"cancel\",\"cancels\":[{Repeated("{\"a\":0,\"o\":1}", 101)}]}}",
            "Too many items"),
        Action("too deep", """{"type":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "Too deep"),
        Action("too long", $$"""{"type":"noop","x":"{{new string('x', 66_000)}}"}""", "Too long"),
        Order("an unknown key in an order", "\"r\":false", "\"r\":false,\"q\":1", "Unknown key: q"),
        Order("a key twice in an order", "\"r\":false", "\"r\":false,\"r\":true", "Duplicate key"),
        Order("a missing key in an order", "\"r\":false,", "", "Missing key: r"),
        Order("a text for a truth", "\"b\":true", "\"b\":\"true\"", "true or false"),
        Order("a tif of the native action", "Gtc", "Fok", "tif Fok is of the action offingOrder"),
        Order("an unknown tif", "Gtc", "Gtd", "tif Gtd"),
        Order(
            "a type of two kinds", "\"limit\":{\"tif\":\"Gtc\"}",
            "\"limit\":{\"tif\":\"Gtc\"},\"trigger\":{}", "one key"),
        Order("a grouping not offered", "\"na\"", "{\"p\":5}", "grouping"),
        Order("an unknown grouping", "\"na\"", "\"bracket\"", "bracket is not offered"),
        Order("a grouping of the native action", "\"na\"", "\"oco\"", "oco is of the action offingOrder"),
        Order("a builder without its fee", "\"grouping\"",
            "\"builder\":{\"b\":\"0x0000000000000000000000000000000000000001\"},\"grouping\"",
            "Missing key: f"),
    ];

    private static BadInputCase[] Values() =>
    [
        Order("a number for a price", "\"p\":\"30000\"", "\"p\":30000", "p must be a string"),
        Order("a price with an exponent", "\"30000\"", "\"3e4\"", "invalid price"),
        Order("a negative price", "\"30000\"", "\"-30000\"", "invalid price"),
        Order("a price that is no number", "\"30000\"", "\"NaN\"", "invalid price"),
        Order("a price over 64 bits", "\"30000\"", "\"99999999999999999999\"", "invalid price"),
        Order("a price with a space", "\"30000\"", "\" 30000\"", "invalid price"),
        Order("a price with a leading zero", "\"30000\"", "\"030000\"", "invalid price"),
        Order("an empty price", "\"30000\"", "\"\"", "invalid price"),
        Order("a negative size", "\"0.1\"", "\"-0.1\"", "invalid size"),
        Order("a size without digits before the point", "\"0.1\"", "\".1\"", "invalid size"),
        Order("a size over 64 bits", "\"0.1\"", "\"99999999999999999999\"", "invalid size"),
        Order("an asset over 32 bits", "\"a\":0", "\"a\":4294967296", "Bad number"),
        Order("a negative asset", "\"a\":0", "\"a\":-1", "Bad number"),
        Order("an asset with a fraction", "\"a\":0", "\"a\":0.5", "Bad number"),
        Order("an asset with an exponent", "\"a\":0", "\"a\":1e2", "Bad number"),
        Order("an asset over 64 bits", "\"a\":0", "\"a\":99999999999999999999", "Bad number"),
        Order("a client id that is too short", Cloid, "0xabcd", "Bad client order id"),
        Order("a client id of zeros", Cloid, "0x00000000000000000000000000000000", "Bad client order id"),
        Order(
            "a client id that is not hex", Cloid, "0x000000000000000000000000000000zz",
            "Bad client order id"),
        Action("a text for an order id", """{"type":"cancel","cancels":[{"a":0,"o":"5"}]}""", "Bad number"),
        Action("a fast cancel", """{"type":"cancel","cancels":[{"a":0,"o":5}],"f":true}""", "not offered"),
    ];

    private static BadInputCase[] Signatures() =>
    [
        Exchange("an unknown key signs", () => Signed.L1(Signed.Order(), FakeVenue.Nobody), "does not exist"),
        Exchange(
            "the action was changed after it was signed", Envelope("\"30000\"", "\"30001\""),
            "does not exist"),
        Exchange("the nonce was changed after it was signed",
            Envelope($"\"nonce\":{FakeVenue.Now_Ms}", $"\"nonce\":{FakeVenue.Now_Ms + 1}"), "does not exist"),
        Exchange("a vault was added after it was signed",
            Envelope("\"signature\"", $"\"vaultAddress\":\"{FakeVenue.Bob.Address}\",\"signature\""),
            "does not exist"),
        Exchange("an expiry was added after it was signed",
            Envelope("\"signature\"", $"\"expiresAfter\":{FakeVenue.Now_Ms + 9},\"signature\""),
            "does not exist"),
        Exchange(
            "the keys were put in another order",
            Envelope("\"b\":true,\"p\":\"30000\"", "\"p\":\"30000\",\"b\":true"),
            "does not exist"),
        Exchange("r is zero", () => Parts("0x0", "0x1", "27"), "Invalid signature"),
        Exchange("r is not hex", () => Parts("0xzz", "0x1", "27"), "Invalid signature"),
        Exchange("r has 33 bytes", () => Parts("0x" + new string('1', 66), "0x1", "27"), "Invalid signature"),
        Exchange("s is the high one",
            () => Parts("0x1", "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "27"),
            "Invalid signature"),
        Exchange("v is 29", () => Parts("0x1", "0x1", "29"), "Invalid signature"),
        Exchange("no point has this r", () => Parts("0x5", "0x1", "27"), "Invalid signature"),
        Exchange(
            "a vault that is no address",
            Envelope("\"signature\"", "\"vaultAddress\":\"0x12\",\"signature\""),
            "Bad address"),
    ];

    private static BadInputCase[] Times() =>
    [
        Exchange("a nonce of two days ago",
            () => Signed.L1(Signed.Order(), FakeVenue.Alice, FakeVenue.Now_Ms - (48UL * 3_600_000)),
            "Invalid nonce"),
        Exchange("a nonce of tomorrow",
            () => Signed.L1(Signed.Order(), FakeVenue.Alice, FakeVenue.Now_Ms + (24UL * 3_600_000)),
            "Invalid nonce"),
        Exchange(
            "a nonce in seconds", () => Signed.L1(Signed.Order(), FakeVenue.Alice, FakeVenue.Now_Ms / 1_000),
            "Invalid nonce"),
        Exchange("an action that has expired",
            () => Signed.L1(Signed.Order(), FakeVenue.Alice, expiresAfter: FakeVenue.Now_Ms - 1), "expired"),
    ];

    private static BadInputCase[] Typed() =>
    [
        Exchange("a session key approves another",
            () => Signed.ApproveAgent(FakeVenue.AliceBot, FakeVenue.Nobody.Address, "bot"),
            "may not sign approveAgent"),
        Exchange("a session key withdraws",
            () => Signed.Withdraw(FakeVenue.AliceBot, FakeVenue.AliceBot.Address.ToString(), "1"),
            "may not sign withdraw3"),
        Exchange("an unknown key withdraws",
            () => Signed.Withdraw(FakeVenue.Nobody, FakeVenue.Nobody.Address.ToString(), "1"),
            "does not exist"),
        Exchange("the amount was changed after it was signed",
            () => Replaced(Signed.Withdraw(FakeVenue.Alice, FakeVenue.Alice.Address.ToString(), "1"),
                "\"amount\":\"1\"", "\"amount\":\"2\""), "does not exist"),
        Exchange("an amount of seven decimals",
            () => Signed.Withdraw(FakeVenue.Alice, FakeVenue.Alice.Address.ToString(), "1.0000001"),
            "Bad number"),
        Exchange("a negative amount",
            () => Signed.Withdraw(FakeVenue.Alice, FakeVenue.Alice.Address.ToString(), "-1"), "Bad number"),
        Exchange(
            "a destination that is no address", () => Signed.Withdraw(FakeVenue.Alice, "home", "1"),
            "Bad address"),
        Exchange("a name of 17 characters",
            () => Signed.ApproveAgent(FakeVenue.Alice, FakeVenue.Nobody.Address, new string('n', 17)),
            "1 to 16 characters"),
        Exchange("a validity that is no time",
            () => Signed.ApproveAgent(FakeVenue.Alice, FakeVenue.Nobody.Address, "bot valid_until ever"),
            "valid_until"),
        Exchange("an unknown chain name",
            () => Signed.ApproveAgent(FakeVenue.Alice, FakeVenue.Nobody.Address, "bot", chain: "Moon"),
            "hyperliquidChain"),
        Exchange("a chain id that is not hex",
            () => Replaced(
                Signed.ApproveAgent(FakeVenue.Alice, FakeVenue.Nobody.Address, "bot"), "0x66eee", "421614"),
            "signatureChainId"),
        Exchange("an inner nonce that is another",
            () => Replaced(
                Signed.ApproveAgent(FakeVenue.Alice, FakeVenue.Nobody.Address, "bot", FakeVenue.Now_Ms),
                $"}},\"nonce\":{FakeVenue.Now_Ms}", $"}},\"nonce\":{FakeVenue.Now_Ms + 1}"), "Invalid nonce"),
        Exchange("an expiry beside typed data",
            () => Replaced(Signed.ApproveAgent(FakeVenue.Alice, FakeVenue.Nobody.Address, "bot"),
                "\"signature\"", $"\"expiresAfter\":{FakeVenue.Now_Ms + 9},\"signature\""), "expiresAfter"),
    ];

    private static BadInputCase[] Native() =>
    [
        new("a grant with a limit", "/native/grant",
            () => Signed.Grant(FakeVenue.Bob, FakeVenue.Alice.Address, FakeVenue.Nobody.Address), 200,
            "BAD_SIGNATURE"),
        new("a grant signed by a session key", "/native/grant",
            () => Signed.Grant(FakeVenue.AliceBot, FakeVenue.Alice.Address, FakeVenue.Nobody.Address),
            200, "AGENT_NOT_ALLOWED"),
        new("a grant that is not JSON", "/native/grant", () => "grant", 422, "MALFORMED"),
        new("an order at the address for grants", "/native/grant",
            () => Signed.L1(Signed.Order(), FakeVenue.Alice), 200, "UNSUPPORTED_ACTION"),
        new("a report of an unknown publisher", "/native/oracle",
            () => Signed.Report(3, FakeVenue.Publishers[0]), 200, "PUBLISHER_UNKNOWN"),
        new("a report signed by another publisher", "/native/oracle",
            () => Signed.Report(0, FakeVenue.Publishers[1]), 200, "BAD_SIGNATURE"),
        new("a report for an unknown market", "/native/oracle",
            () => Signed.Report(0, FakeVenue.Publishers[0], market: 2), 200, "UNKNOWN_MARKET"),
        new("a report of price zero", "/native/oracle",
            () => Signed.Report(0, FakeVenue.Publishers[0], price: 0), 200, "REPORT_PRICE"),
        new("a report whose signature is not hex", "/native/oracle",
            () => Replaced(
                Signed.Report(0, FakeVenue.Publishers[0]), "\"signature\":\"", "\"signature\":\"0x00"),
            200, "BAD_SIGNATURE"),
        new(
            "a report without its price", "/native/oracle", () => """{"publisher":0,"market":0}""", 422,
            "MALFORMED"),
        new(
            "a report with an unknown key", "/native/oracle", () => """{"publisher":0,"fast":1}""", 422,
            "MALFORMED"),
    ];

    private static BadInputCase[] Info() =>
    [
        .. new (string Name, string Body, string Says)[]
        {
            ("an unknown question", """{"type":"secrets"}""", Unprocessable),
            ("a question without a type", "{}", "type is missing"),
            ("a question that is a list", "[]", Unprocessable),
            ("a question that is not JSON", "{", Unprocessable),
            ("a question with a key twice", """{"type":"meta","type":"meta"}""", Unprocessable),
            ("a book of an unknown coin", """{"type":"l2Book","coin":"DOGE"}""", "coin DOGE is not listed"),
            ("a book without a coin", """{"type":"l2Book"}""", "coin is missing"),
            ("a book of one figure", """{"type":"l2Book","coin":"BTC","nSigFigs":1}""", "nSigFigs"),
            ("a mantissa without figures", """{"type":"l2Book","coin":"BTC","mantissa":2}""", "mantissa"),
            ("a number for a user", """{"type":"openOrders","user":5}""", "user must be a string"),
            ("a user that is no address", """{"type":"openOrders","user":"0x12"}""", "user must be"),
            ("another dex", """{"type":"meta","dex":"other"}""", "dex other is not listed"),
            (
                "an order id with a fraction",
                $$"""{"type":"orderStatus","user":"{{FakeVenue.Alice.Address}}","oid":1.5}""",
                "oid must be"),
            (
                "an order id that is neither",
                $$"""{"type":"orderStatus","user":"{{FakeVenue.Alice.Address}}","oid":"x"}""",
                "oid must be"),
            (
                "an unknown interval",
                """{"type":"candleSnapshot","req":{"coin":"BTC","interval":"7m","startTime":0}}""",
                "interval is not known"),
            (
                "fills by time without a time",
                $$"""{"type":"userFillsByTime","user":"{{FakeVenue.Alice.Address}}"}""",
                "startTime is missing"),
        }.Select(c => new BadInputCase(c.Name, "/info", () => c.Body, 422, c.Says)),
    ];
}
