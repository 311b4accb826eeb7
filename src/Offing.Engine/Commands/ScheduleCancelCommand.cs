using Offing.Engine.Timers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Sets, moves or clears the dead man's switch of the account.</summary>
internal static class ScheduleCancelCommand
{
    public static void Execute(in ActionContext context, ScheduleCancel command)
    {
        var account = context.Account;
        var refusal = Examine(context, command);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        var timers = context.State.Waiting.Timers;
        var schedule = context.State.Waiting.ScheduleOf(account.Index);
        if (schedule.Time.Milliseconds != 0)
        {
            timers.Remove(DueTimer.OfAccount(schedule.Time, account.Index));
        }

        schedule.Set(new Time(command.Time_Ms ?? 0));
        if (command.Time_Ms is not null)
        {
            timers.Add(DueTimer.OfAccount(schedule.Time, account.Index));
        }

        context.Emit(new CancelScheduled(account.Owner, command.Time_Ms));
        context.Done();
    }

    // Differences, not sums: a time near 2^64 must not overflow.
    private static RejectCode Examine(in ActionContext context, ScheduleCancel command)
    {
        if (command.Time_Ms is not { } time)
        {
            return RejectCode.None;
        }

        var now = context.Now.Milliseconds;
        if (time < now || time - now < Limits.ScheduleMinAhead_Ms)
        {
            return RejectCode.ScheduleTooSoon;
        }

        var came = context.State.Waiting.FindSchedule(context.Account.Index)?.CountOn(context.Now) ?? 0;
        return came >= Limits.SchedulesPerDay ? RejectCode.ScheduleLimit : RejectCode.None;
    }
}
