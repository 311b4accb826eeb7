using System.Diagnostics;
using Offing.Log.Disk;

namespace Offing.Tools.Bench;

/// <summary>
/// What the disk alone takes for a small durable write: the floor under every acknowledgement.
/// </summary>
public static class DiskSync
{
    private const int Write_Bytes = 512;

    /// <summary>Writes and syncs, one after the other, in a folder that is made and removed.</summary>
    public static Latencies Measure(string folder, int samples)
    {
        var bytes = new byte[Write_Bytes];
        var times = new List<TimeSpan>(samples);
        using (var file = new FolderDisk(folder).Open("sync"))
        {
            file.Reserve((long)samples * Write_Bytes);
            for (var i = 0; i < samples; i++)
            {
                var begin = Stopwatch.GetTimestamp();
                file.Write((long)i * Write_Bytes, bytes);
                file.Sync();
                times.Add(Stopwatch.GetElapsedTime(begin));
            }
        }

        Directory.Delete(folder, recursive: true);
        return new Latencies(times);
    }
}
