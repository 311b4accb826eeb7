namespace Offing.Architecture.Tests.Bans;

/// <summary>Something that the deterministic machine must not stand on.</summary>
/// <param name="Name">As the tests print it.</param>
internal sealed record Ban(string Name, Func<Use, bool> Forbids);

/// <summary>
/// The ban list of Engine and Primitives. Limits of the scan: it sees what the assembly's own code names,
/// not what
/// a called library does inside; and a dictionary handed on as IEnumerable is caught only when the
/// same method enumerates it through LINQ or a foreach.
/// </summary>
internal static class Banned
{
    private static readonly string[] Clocks =
    [
        "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly",
        "System.TimeProvider", "System.TimeZoneInfo", "System.Diagnostics.Stopwatch",
    ];

    private static readonly string[] Chance =
        ["System.Random", "System.Security.Cryptography.RandomNumberGenerator"];

    private static readonly string[] Inexact =
        ["System.Single", "System.Double", "System.Decimal", "System.Half", "System.MathF"];

    private static readonly string[] Unordered =
        ["System.Collections.Generic.Dictionary`2", "System.Collections.Generic.HashSet`1"];

    private static readonly string[] Enumerating =
        ["GetEnumerator", "get_Keys", "get_Values", "CopyTo", "RemoveWhere"];

    private static readonly string[] Outside = ["System.IO.File", "System.IO.Directory", "System.Console"];

    public static Ban Clock { get; } = new("wall clock", use => Clocks.Any(use.Mentions));

    /// <summary>
    /// The environment, its TickCount included. The compiler's own iterators ask for the managed thread
    /// id, to
    /// know whether they may reuse themselves; that changes no result.
    /// </summary>
    public static Ban Environment { get; } = new(
        "environment",
        use => use.Mentions("System.Environment")
            && !(use.Member == "get_CurrentManagedThreadId" && use.Where.Contains('<')));

    public static Ban Randomness { get; } = new(
        "random source",
        use => Chance.Any(use.Mentions)
            || (use.BareType == "System.Guid" && use.Member is "NewGuid" or "CreateVersion7"));

    public static Ban Concurrency { get; } = new(
        "tasks, threads, timers",
        use => use.Type.Contains("System.Threading.", StringComparison.Ordinal)
            || use.Mentions("System.ThreadStaticAttribute")
            || use.Type.Contains("System.Runtime.CompilerServices.Async", StringComparison.Ordinal)
            || use.Type.Contains("TaskAwaiter", StringComparison.Ordinal));

    public static Ban FloatingPoint { get; } = new(
        "float, double, decimal",
        use => Inexact.Any(use.Mentions) || (use.Type == "" && IsFloatOpcode(use.Member)));

    public static Ban UnorderedEnumeration { get; } = new(
        "enumeration of Dictionary or HashSet",
        use => (Unordered.Contains(use.BareType) && Enumerating.Contains(use.Member))
            || Unordered.Any(type => use.Type.Contains(type + "+", StringComparison.Ordinal)));

    public static Ban Culture { get; } = new(
        "culture",
        use => use.Mentions("System.Globalization.CultureInfo")
            && use.Member is not ("" or "get_InvariantCulture"));

    public static Ban InputOutput { get; } = new(
        "files, console, network",
        use => Outside.Any(use.Mentions) || use.Type.Contains("System.Net.", StringComparison.Ordinal));

    /// <summary>Every ban, for the machine and for the tests that each one bites.</summary>
    public static IReadOnlyList<Ban> All { get; } =
    [
        Clock, Environment, Randomness, Concurrency,
        FloatingPoint, UnorderedEnumeration, Culture, InputOutput,
    ];

    /// <summary>
    /// Methods that load a Dictionary or HashSet and call LINQ: the order of the result could come from a
    /// hash. A
    /// rule on whole methods, so it can only refuse too much.
    /// </summary>
    public static IEnumerable<string> LinqBesideUnordered(IEnumerable<Use> uses) =>
        uses.GroupBy(use => use.Where)
            .Where(method => method.Any(use => Unordered.Contains(use.BareType))
                && method.Any(use => use.BareType == "System.Linq.Enumerable"))
            .Select(method => method.Key);

    private static bool IsFloatOpcode(string code) =>
        code.StartsWith("ldc.r", StringComparison.Ordinal)
        || code.StartsWith("conv.r", StringComparison.Ordinal)
        || code.EndsWith(".r4", StringComparison.Ordinal)
        || code.EndsWith(".r8", StringComparison.Ordinal);
}
