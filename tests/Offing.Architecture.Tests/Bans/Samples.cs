using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Offing.Architecture.Tests.Bans.Samples;

// Each class does one thing that is banned, so that the tests can show that its ban sees it.
#pragma warning disable CA1822, CA5394, CA1304, CA1305, CA1311, CA1852, CS0649

internal sealed class ReadsDateTime { public long Now() => DateTime.UtcNow.Ticks; }

internal sealed class HoldsTimeProvider { public TimeProvider? Clock; }

internal sealed class MeasuresTime { public long Now() => Stopwatch.GetTimestamp(); }

internal sealed class ReadsTickCount { public long Now() => Environment.TickCount64; }

internal sealed class UsesRandom { public int Next() => new Random(1).Next(); }

internal sealed class UsesCryptoRandom { public int Next() => RandomNumberGenerator.GetInt32(5); }

internal sealed class MakesGuid { public string Next() => Guid.NewGuid().ToString(); }

internal sealed class Awaits { public async Task<int> Later() { await Task.Yield(); return 1; } }

internal sealed class StartsThread { public void Go() => new Thread(() => { }).Start(); }

internal sealed class UsesInterlocked
{
    private int count;

    public int Next() => Interlocked.Increment(ref count);
}

internal sealed class UsesTimer { public Timer? Alarm; }

internal sealed class DividesDouble { public long Half(long value) => (long)(value / 2.0); }

internal sealed class ConvertsOnly { public bool Less(long a, int b) => (float)a < (float)b; }

internal sealed class TakesDecimal { public string Text(decimal value) => value.ToString(); }

internal sealed class HoldsHalf { public Half Value; }

internal sealed class ListsDoubles { public int Count(List<double> values) => values.Count; }

internal sealed class LoopsDictionary
{
    private readonly Dictionary<int, int> map = [];

    public int Sum()
    {
        var sum = 0;
        foreach (var pair in map)
            sum += pair.Value;
        return sum;
    }
}

internal sealed class LoopsKeys
{
    private readonly Dictionary<int, int> map = [];

    public int First()
    {
        foreach (var key in map.Keys)
            return key;
        return 0;
    }
}

internal sealed class LoopsHashSet
{
    private readonly HashSet<int> set = [];

    public int First()
    {
        foreach (var item in set)
            return item;
        return 0;
    }
}

internal sealed class SortsDictionaryByLinq
{
    private readonly Dictionary<int, int> map = [];

    public int[] Values() => map.Select(pair => pair.Value).ToArray();
}

internal sealed class UsesCulture { public string Name() => CultureInfo.CurrentCulture.Name; }

internal sealed class ReadsFile { public string Text() => File.ReadAllText("x"); }

/// <summary>Does all that is allowed and stands near a ban.</summary>
internal sealed class Innocent
{
    private readonly Dictionary<int, long> map = [];
    private readonly SortedDictionary<int, long> sorted = [];

    public string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public long Get(int key) => map.TryGetValue(key, out var value) ? value : map.Count;

    public long Sum()
    {
        var sum = 0L;
        foreach (var pair in sorted)
            sum += pair.Value;
        return sum;
    }

    public IEnumerable<long> Twice()
    {
        foreach (var pair in sorted)
            yield return pair.Value * 2;
    }
}
