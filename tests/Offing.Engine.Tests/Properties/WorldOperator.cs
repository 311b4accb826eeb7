using Offing.Engine.Tests.Parameters;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Properties;

/// <summary>
/// What the operator of a world does: it announces changes, and stops what goes on again soon, so most of
/// the world's life is not a halt.
/// </summary>
internal sealed class WorldOperator(Venue venue, SplitMix random, LivingMarkets living)
{
    private static readonly byte[] TakeOver = [0, 9];

    private readonly WorldChanges _changes = new(random, living);

    /// <summary>Most changes wait, some hold at once, and some make no sense when their time comes.</summary>
    public IReadOnlyList<IEngineEvent> Change()
    {
        var change = ChangeBytes.Request(
            venue, _changes.Any(venue.State, venue.Now), random.Chance(95) ? "operator" : "thief");
        // Somebody takes over, and with the next change the first one again.
        var follower = Venue.Who(venue.State.Operator == Venue.Who("operator") ? "follower" : "operator");
        return venue.Apply(change.Payload.AsSpan().SequenceEqual(TakeOver)
            ? change with { Account = follower, Sender = follower }
            : change);
    }

    /// <summary>A stop of the venue, a market, an account or a key; or the end of one.</summary>
    /// <param name="who">Of whom one may be stopped.</param>
    public IReadOnlyList<IEngineEvent> Throw(string who)
    {
        var state = venue.State;
        // One that goes may stay stopped, so that nobody in it is liquidated before it is settled.
        var going = living.Others.FirstOrDefault(market => market.IsReduceOnly && market.HaltReason == 0);
        if (going is not null && random.Chance(40))
        {
            return venue.Switch(going.Id, 9);
        }

        var halted = state.Markets.FirstOrDefault(
            market => market is { HaltReason: not 0, IsReduceOnly: false, IsSettled: false });
        return state.HaltReason != 0 ? venue.Switch(OperatorSwitch.Venue, 0)
            : halted is not null ? venue.Switch(halted.Id, 0)
            : !random.Chance(16) ? venue.Apply(new Tick())
            : random.Chance(50) ? Stop(who)
            : venue.Switch(random.Chance(30) ? OperatorSwitch.Venue : living.Pick(random), 7);
    }

    private IReadOnlyList<IEngineEvent> Stop(string who)
    {
        if (random.Chance(20))
        {
            // Out of its turn.
            var sequence = venue.State.SwitchSequence;
            return venue.Apply(random.Chance(50)
                ? new OperatorStop(Venue.Who(who), 7, sequence, new byte[65])
                : new OperatorSwitch(OperatorSwitch.Venue, 7, sequence, new byte[65]));
        }

        var stopped = venue.State.Accounts.FirstOrDefault(account => account.StopReason != 0)?.Owner
            ?? venue.State.Accounts.SelectMany(account => account.Sessions)
                .FirstOrDefault(session => session.StopReason != 0)?.Key;
        return venue.Stop(stopped ?? Venue.Who(who), stopped is null ? (ushort)7 : (ushort)0);
    }
}
