using System.Text;
using Offing.Gateway;
using Offing.Gateway.Venue;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Simulator.Disks;
using Offing.Simulator.Traders;

namespace Offing.Simulator.Checkers;

/// <summary>
/// What leaves the gateway: nothing before the entry that it tells of is durable, and nothing that the log
/// does not say as well.
/// </summary>
internal sealed class AnswerChecker(Shadow shadow, SimDisk disk)
{
    private const string Name = "answers";
    private const ulong CompareEach = 8;

    /// <summary>Highest entry of which anybody was told.</summary>
    public ulong LastTold { get; private set; }

    /// <summary>An answer that no entry stands behind says that nothing was done.</summary>
    public static void LeavesWithoutEntry(Reply reply) => SimFailure.Unless(
        reply.Body.AsSpan().IndexOf("\"ok\""u8) < 0, Name,
        () => $"no entry stands behind {Encoding.UTF8.GetString(reply.Body)}");

    /// <summary>A query that shows the state after <paramref name="seq"/> is answered now.</summary>
    public void Shows(ulong seq) => SimFailure.Unless(
        seq <= shadow.LastSeq && !disk.HasUnsynced, "gate",
        () => $"a query shows entry {seq}, and {shadow.LastSeq} is the last durable one");

    /// <param name="format">Says again what became of the action, from the shadow's events.</param>
    public void Leaves(SignedAction action, EntryOutput output, Reply reply, GatewayCore format)
    {
        var seq = output.Entry.Seq;
        SimFailure.Unless(
            seq <= shadow.LastSeq && !disk.HasUnsynced, "gate",
            () => $"an answer to entry {seq} leaves, and {shadow.LastSeq} is the last durable one");
        LastTold = Math.Max(LastTold, seq);
        var due = shadow.OutputOf(seq);
        SimFailure.Unless(
            due.Entry.Entry is SignedAction logged && logged.Signer == action.Signer
                && logged.Nonce == action.Nonce,
            Name, () => $"an answer names entry {seq}, which is of another action");
        SimFailure.Unless(
            due.Events.Count == output.Events.Count, Name,
            () => $"entry {seq} is told with {output.Events.Count} events, the log makes {due.Events.Count}");
        if (seq % CompareEach == 0)
        {
            var again = format.Answer(action, SubmitResult.Done(due));
            SimFailure.Unless(
                again.Status == reply.Status && again.Body.AsSpan().SequenceEqual(reply.Body), Name,
                () => $"entry {seq} is told as {Encoding.UTF8.GetString(reply.Body)}, and the log makes it "
                    + Encoding.UTF8.GetString(again.Body));
        }
    }
}
