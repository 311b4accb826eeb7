using Offing.Engine.Restoring;
using Offing.Primitives;

namespace Offing.Engine.Timers;

/// <summary>The dead man's switch of an account.</summary>
public sealed class ScheduledCancel : Tracked
{
    private const ulong Day_Ms = 24UL * 3600 * 1000;

    private readonly Changes _changes;

    internal ScheduledCancel(int account, Changes changes) => (Account, _changes) = (account, changes);

    /// <summary>Index of the account.</summary>
    public int Account { get; }

    /// <summary>When all of its orders are cancelled; zero: never.</summary>
    public Time Time { get; private set; }

    /// <summary>The UTC day of <see cref="Count"/>, days since 1970.</summary>
    public ulong Day { get; private set; }

    /// <summary>How often it came on that day.</summary>
    public uint Count { get; private set; }

    /// <summary>How often it came on the day of now.</summary>
    internal uint CountOn(Time now) => Day == now.Milliseconds / Day_Ms ? Count : 0;

    internal void Restore(ScheduleImage image)
    {
        (Time, Day, Count) = (image.Time, image.Day, image.Count);
        _changes.Schedule(this);
    }

    internal void Set(Time time)
    {
        Time = time;
        _changes.Schedule(this);
    }

    internal void Came(Time now)
    {
        (Count, Day, Time) = (CountOn(now) + 1, now.Milliseconds / Day_Ms, default);
        _changes.Schedule(this);
    }
}
