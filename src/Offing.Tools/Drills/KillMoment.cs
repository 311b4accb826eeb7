using Offing.Log;

namespace Offing.Tools.Drills;

/// <summary>When a venue is killed.</summary>
internal enum KillMoment
{
    /// <summary>Any time while it serves.</summary>
    Serving,

    /// <summary>While a snapshot is written beside it; every second time its writer dies with it.</summary>
    Snapshot,

    /// <summary>Right after the first segment of a pruned beginning is gone.</summary>
    Pruning,

    /// <summary>Before it is ready: a kill during the recovery from the last one.</summary>
    Starting,

    /// <summary>Of net data: while what is kept of a batch is written, behind its cut.</summary>
    Keeping,
}

/// <summary>Waits for the moments at which a venue is to be killed.</summary>
/// <param name="data">Its folder.</param>
internal sealed class KillMoments(string data, LogArchive archive, Random random)
{
    private const int LiveLeast_Ms = 300;
    private const int LiveMost_Ms = 2_000;
    private const int StartMost_Ms = 1_500;
    private const int SnapshotMost_Spins = 100_000;
    private const int PatienceMost_Ms = 90_000;
    private const int LinkEach_Looks = 50;

    /// <summary>Each kind in its turn; most are of no special moment.</summary>
    public static KillMoment Of(int kill, bool isNet) => (kill % 10) switch
    {
        1 or 5 when isNet => KillMoment.Keeping,
        2 or 6 => KillMoment.Snapshot,
        4 => KillMoment.Starting,
        8 => KillMoment.Pruning,
        _ => KillMoment.Serving,
    };

    /// <summary>Returns when the venue is to be killed.</summary>
    /// <returns>The moment that it is; any, when the one waited for has not come for long.</returns>
    public async Task<KillMoment> AwaitAsync(KillMoment moment, CancellationToken stop)
    {
        archive.Follow();
        if (moment == KillMoment.Starting)
        {
            await Task.Delay(random.Next(StartMost_Ms), stop);
            return moment;
        }

        var begin = Environment.TickCount64;
        if (moment == KillMoment.Serving)
        {
            await Task.Delay(random.Next(LiveLeast_Ms, LiveMost_Ms), stop);
            return moment;
        }

        var first = First();
        for (var look = 1; Environment.TickCount64 - begin < PatienceMost_Ms; look++)
        {
            if (moment == KillMoment.Pruning && First() > first)
            {
                return moment;
            }

            if (moment == KillMoment.Snapshot && IsSnapshotBeingMade())
            {
                Thread.SpinWait(random.Next(SnapshotMost_Spins));
                return moment;
            }

            if (moment == KillMoment.Keeping && IsBatchBeingKept())
            {
                return moment;
            }

            if (look % LinkEach_Looks == 0)
            {
                archive.Follow();
            }

            Thread.Sleep(1);
            stop.ThrowIfCancellationRequested();
        }

        return KillMoment.Serving;
    }

    private bool IsSnapshotBeingMade() => File.Exists(Path.Combine(data, "snapshots", "snapshot.new"));

    private bool IsBatchBeingKept() => File.Exists(Path.Combine(data, "net", "making.new"))
        || File.Exists(Path.Combine(data, "inputs", "making.new"));

    private ulong First() => LogView.Segments(Path.Combine(data, "log")) is [var first, ..] ? first.First : 0;
}
