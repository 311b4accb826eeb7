using System.Globalization;
using System.Text;
using Offing.Tools.Risk.Reporting;

namespace Offing.Tools.Load.Reporting;

/// <summary>Pictures and series of a run, because people look.</summary>
public static class LoadCharts
{
    /// <summary>Writes all of them; returns their names.</summary>
    public static IReadOnlyList<string> Write(LoadReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        void Save(string name, string text)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
            files.Add(name);
        }

        if (report.Lines.Count > 1)
        {
            Save("latency-by-load.svg", SvgWriter.Draw(ByLoad(report)));
        }

        Save("throughput.svg", SvgWriter.Draw(OverTime(
            "throughput", "orders and cancels answered in each second", "a second",
            ("answered", [.. report.Seconds.Select(each => (double)each.Second.Answered)]))));
        Save("latency.svg", SvgWriter.Draw(OverTime(
            "latency", "from the moment a request was due to its durable answer", "ms",
            ("p99", [.. report.Seconds.Select(each => each.Second.P99_Ns / 1e6)]),
            ("max", [.. report.Seconds.Select(each => each.Second.Max_Ns / 1e6)]))));
        if (report.Samples.Count > 0)
        {
            Save("lag.svg", SvgWriter.Draw(OverTime(
                "lag", "entries that no computed state root covers yet", "entries",
                ("behind", [.. report.Samples.Select(sample => (double)sample.Lag)]),
                ("of batches that are cut", [.. report.Samples.Select(sample => (double)sample.Owed)]))));
            Save("memory.svg", SvgWriter.Draw(OverTime(
                "memory", "of the venue", "MiB",
                ("resident", [.. report.Samples.Select(sample => sample.Resident_Kib / 1024.0)]),
                ("heap after the last collection",
                    [.. report.Samples.Select(sample => sample.Heap_Bytes / 1048576.0)]))));
            Save("venue.csv", Series(report));
        }

        return files;
    }

    private static Chart ByLoad(LoadReport report)
    {
        // From the lowest load to the highest: the maximum is found first.
        var lines = report.Lines.OrderBy(line => line["items_per_s"]!.GetValue<double>()).ToArray();
        ChartLine Of(string name, string field) =>
            new(name, [.. lines.Select(line => line[field]!.GetValue<double>())]);
        return new Chart(
            "latency-by-load", "from the moment a request was due to its durable answer, by load", "ms",
            [Of("p50", "p50_ms"), Of("p99", "p99_ms"), Of("p99.9", "p999_ms")], [])
        {
            HasZero = true,
            Labels = [.. lines.Select(line => $"{line["phase"]} ({line["items_per_s"]}/s)")],
        };
    }

    private static Chart OverTime(
        string name, string title, string unit, params (string Name, IReadOnlyList<double> Values)[] lines) =>
        new(name, title, unit, [.. lines.Select(line => new ChartLine(line.Name, line.Values))], [])
        {
            HasZero = true,
        };

    private static string Series(LoadReport report)
    {
        var text = new StringBuilder(
            "seconds,entries,rooted,waiting_batches,owed,resident_kib,heap_bytes,allocated_bytes,"
            + "gen0,gen1,gen2,pause_ms,cpu_ms\n");
        foreach (var each in report.Samples)
        {
            text.Append(CultureInfo.InvariantCulture, $"{each.Seconds},{each.Entries},{each.Rooted},")
                .Append(CultureInfo.InvariantCulture, $"{each.WaitingBatches},{each.Owed},")
                .Append(CultureInfo.InvariantCulture, $"{each.Resident_Kib},{each.Heap_Bytes},")
                .Append(CultureInfo.InvariantCulture, $"{each.Allocated_Bytes},")
                .Append(CultureInfo.InvariantCulture, $"{each.Gen0},{each.Gen1},{each.Gen2},")
                .Append(CultureInfo.InvariantCulture, $"{each.Pause_Ms},{each.Cpu_Ms}\n");
        }

        return text.ToString();
    }
}
