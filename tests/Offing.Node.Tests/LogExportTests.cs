using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Offing.Log;
using Offing.Node.Logs;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Node.Tests;

public sealed class LogExportTests
{
    private static readonly Address Key = Address.OfSystem("key of alice");

    [Fact]
    public void Every_entry_is_one_line_with_its_place_and_what_it_asks_for()
    {
        using var world = Traded();
        var lines = Export(world, new LogExportFilter());
        var entries = world.Records().SelectMany(each => each).ToArray();
        Assert.Equal(entries.Select(each => each.Seq), lines.Select(line => line.U64("seq")));
        Assert.Equal(entries.Select(each => each.Arrival), lines.Select(line => line.U64("arrival")));
        Assert.Equal(entries.Select(each => each.Time.Milliseconds), lines.Select(line => line.U64("time")));
        Assert.Equal((ulong)entries.Length, lines[^1].U64("seq"));
        Assert.Equal(world.Log.Tail, lines[^1].U64("record"));
        Assert.All(lines, line => Assert.False(line.TryGetProperty("events", out _)));

        var order = lines.Single(line => line.Text("kind") == "action" && line.Text("action") == "order"
            && line.Text("signer") == Entries.Bob.ToString());
        Assert.Equal(3UL, order.U64("class"));
        Assert.True(order.U64("bytes") > 70 && order.U64("payloadBytes") > 20);
        var placed = order.GetProperty("command").GetProperty("orders")[0];
        Assert.Equal(("sell", "60000", "0.01", "gtc"), (
            placed.Text("side"), placed.Text("price"), placed.Text("size"), placed.Text("tif")));
        var cancel = lines.Single(IsCancel);
        Assert.Equal(
            """{"cancels":[{"market":0,"order":77}]}""", cancel.GetProperty("command").GetRawText());
        var report = lines.First(line => line.Text("kind") == "oracle");
        Assert.Equal((0UL, 600_000UL), (report.U64("market"), report.U64("price")));
        Assert.StartsWith("0x", report.Text("signature"), StringComparison.Ordinal);
    }

    [Fact]
    public void Range_and_kinds_choose_and_without_account_or_events_no_engine_and_no_genesis_is_needed()
    {
        using var world = Traded();
        var lines = Export(world, new LogExportFilter { From = 3, To = 5 });
        Assert.Equal([3UL, 4, 5], lines.Select(line => line.U64("seq")));
        lines = Export(world, new LogExportFilter { Kinds = [EntryKind.Request, EntryKind.Started] });
        Assert.Equal(["started", "request", "request"], lines.Select(line => line.Text("kind")));
        var pruned = Lines(null, LogChain.ReadFrom(world.Log, 3), new LogExportFilter());
        Assert.Equal(3UL, pruned[0].U64("record"));
        var error = Assert.Throws<FormatException>(() => Lines(
            Repository.Genesis, LogChain.ReadFrom(world.Log, 3), new LogExportFilter { WithEvents = true }));
        Assert.Contains("begins with record 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_has_what_its_keys_signed_and_with_events_what_others_did_to_it()
    {
        using var world = Traded();
        var mine = Export(world, new LogExportFilter { Account = Entries.Alice });
        Assert.Contains(mine, line => line.Text("kind") == "request");
        var byKey = mine.Single(IsCancel);
        Assert.Equal(
            (Key.ToString(), Entries.Alice.ToString()), (byKey.Text("signer"), byKey.Text("account")));
        Assert.DoesNotContain(mine, line => line.TryGetProperty("signer", out var signer)
            && signer.GetString() == Entries.Bob.ToString());

        var told = Export(world, new LogExportFilter { Account = Entries.Alice, WithEvents = true });
        var fill = told.Single(line => line.TryGetProperty("signer", out var signer)
            && signer.GetString() == Entries.Bob.ToString());
        var traded = fill.GetProperty("events").EnumerateArray()
            .Single(happened => happened.Text("event") == "traded");
        Assert.Equal(Entries.Alice.ToString(), traded.GetProperty("maker").Text("account"));
        Assert.Equal(mine.Count + 1, told.Count);
    }

    /// <summary>A type that the writer does not know would come out as an empty object.</summary>
    [Fact]
    public void No_field_of_any_command_entry_or_event_is_lost()
    {
        var kinds = typeof(Entry).Assembly.GetTypes().Where(type => !type.IsAbstract
            && (type.IsAssignableTo(typeof(Entry)) || type.IsAssignableTo(typeof(Command))
                || type.IsAssignableTo(typeof(IEngineEvent)))).ToArray();
        Assert.True(kinds.Length > 40);
        foreach (var type in kinds.SelectMany(type => type.GetProperties()).Where(field => field.CanWrite)
            .Select(field => Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType).Distinct()
            .Where(type => type.IsValueType))
        {
            Assert.NotEqual("{}", Json(RuntimeHelpers.GetUninitializedObject(type)));
        }
    }

    [Fact]
    public void Facts_of_a_log_count_what_is_there()
    {
        using var world = Traded();
        var facts = LogInspection.Run(LogChain.ReadFrom(world.Log, 1));
        var entries = world.Records().SelectMany(each => each).ToArray();
        Assert.Equal(new NumberRange(1, world.Log.Tail), facts.Records);
        Assert.Equal(new NumberRange(1, (ulong)entries.Length), facts.Entries);
        Assert.Equal(new NumberRange(1, 1), facts.Epochs);
        Assert.Equal(entries[0].Time.Milliseconds, facts.Times.First);
        Assert.Equal(entries[^1].Time.Milliseconds, facts.Times.Last);
        Assert.Equal(world.Log.TailHash, facts.Head);
        Assert.Equal(
            entries.GroupBy(each => each.Entry.Kind).OrderBy(group => group.Key)
                .Select(group => (group.Key, (ulong)group.Count())),
            facts.Kinds.Select(pair => (pair.Key, pair.Value)));
        Assert.Null(LogInspection.Run([]).Records);
    }

    private static bool IsCancel(JsonElement line) =>
        line.TryGetProperty("action", out var action) && action.GetString() == "cancel";

    private static string Json(object value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            PlainJson.Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // Alice rests, Bob takes it; a key of Alice cancels what is not there.
    private static NodeWorld Traded()
    {
        var world = new NodeWorld().Ready();
        var until = new Time(NodeWorld.Start_Ms + 3_600_000);
        world.Run(Entries.Grant(Entries.Alice, world.NextNonce, Key, "bot", until));
        world.Run(Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 60_000));
        world.Run(Entries.Order(Entries.Bob, world.NextNonce, Side.Sell, 60_000));
        world.Run(Entries.Cancel(Key, world.NextNonce, 77));
        return world;
    }

    private static List<JsonElement> Export(NodeWorld world, LogExportFilter filter) => Lines(
        filter.NeedsReplay ? Repository.Genesis : null, LogChain.ReadFrom(world.Log, 1), filter);

    private static List<JsonElement> Lines(
        Protocol.Genesis.GenesisConfig? genesis, IEnumerable<LogRecord> log, LogExportFilter filter)
    {
        using var output = new MemoryStream();
        var written = LogExport.Run(
            genesis is null ? null : ReplayBase.Genesis(genesis), log, filter, output);
        var lines = Encoding.UTF8.GetString(output.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(written, (ulong)lines.Count);
        return lines;
    }
}

/// <summary>Short ways into a line.</summary>
internal static class LineReading
{
    public static ulong U64(this JsonElement line, string name) => line.GetProperty(name).GetUInt64();

    public static string Text(this JsonElement line, string name) => line.GetProperty(name).GetString()!;
}
