namespace Offing.Simulator.Worlds;

/// <summary>
/// Carries messages between clients and the gateway: late, in another order, not at all, or twice. A path can
/// be clogged, and a client cut off, for a while.
/// </summary>
internal sealed class SimNetwork(EventQueue queue, SimRandom random, FaultMix mix, Coverage seen)
{
    private readonly Dictionary<int, ulong> _cutOff = [];
    private readonly Dictionary<int, ulong> _clogged = [];

    /// <summary>Only delays from now on.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Nothing of this client comes through until then.</summary>
    public void CutOff(int client, ulong until) => _cutOff[client] = until;

    /// <summary>All of this client waits until then.</summary>
    public void Clog(int client, ulong until) => _clogged[client] = until;

    /// <returns>Whether anything of it will arrive.</returns>
    public bool Carry(int client, Action arrive)
    {
        if (!IsCalm && queue.Now < _cutOff.GetValueOrDefault(client))
        {
            return !seen.Count(Seen.MessageOfOneCutOff);
        }

        if (!IsCalm && random.Chance(mix.Loss_Permille))
        {
            return !seen.Count(Seen.MessageLost);
        }

        queue.At(Arrival(client), arrive);
        if (!IsCalm && random.Chance(mix.Replay_Permille))
        {
            seen.Count(Seen.MessageReplayed);
            queue.At(Arrival(client) + (ulong)random.Below(2_000), arrive);
        }

        return true;
    }

    private ulong Arrival(int client)
    {
        var free = queue.Now;
        if (!IsCalm && _clogged.GetValueOrDefault(client) > free)
        {
            seen.Count(Seen.MessageClogged);
            free = _clogged[client];
        }

        return free + (ulong)(mix.DelayLeast_Ms + random.Below((2 * mix.DelayMean_Ms) + 1));
    }
}
