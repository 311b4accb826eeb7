using System.Text;
using Offing.Protocol.Entries;
using Offing.Simulator.Traders;

namespace Offing.Simulator.Checkers;

/// <summary>
/// What leaves the gateway: nothing before the entry that it tells of is durable, and nothing that the log
/// does not say as well.
/// </summary>
/// <remarks>The shadow has an entry only when the log has called it durable and the disk has it.</remarks>
internal sealed class AnswerChecker(Shadow shadow)
{
    private const string Name = "answers";
    private const ulong CompareEach = 8;

    /// <summary>Highest entry of a trader of which he was told: it must become final.</summary>
    public ulong LastTold { get; private set; }

    /// <summary>A query that shows the state after <paramref name="seq"/> is answered now.</summary>
    public void Shows(ulong seq) => SimFailure.Unless(
        seq <= shadow.LastSeq, "gate",
        () => $"a query shows entry {seq}, and {shadow.LastSeq} is the last durable one");

    /// <summary>An answer leaves.</summary>
    public void Leaves(Told told)
    {
        if (told.Output is null)
        {
            SimFailure.Unless(
                told.Reply.Body.AsSpan().IndexOf("\"ok\""u8) < 0, Name,
                () => $"no entry stands behind {Text(told.Reply.Body)}");
            return;
        }

        var seq = told.Output.Entry.Seq;
        SimFailure.Unless(
            seq <= shadow.LastSeq, "gate",
            () => $"an answer to entry {seq} leaves, and {shadow.LastSeq} is the last durable one");
        LastTold = told.Sent is SignedAction ? Math.Max(LastTold, seq) : LastTold;
        var due = shadow.OutputOf(seq);
        SimFailure.Unless(
            IsSame(due.Entry.Entry, told.Sent!), Name,
            () => $"an answer names entry {seq}, which is of another action");
        SimFailure.Unless(
            due.Events.Count == told.Output.Events.Count, Name,
            () => $"entry {seq} is told with {told.Output.Events.Count} events, the log makes "
                + $"{due.Events.Count}");
        if (seq % CompareEach == 0)
        {
            var again = told.Again!(due);
            SimFailure.Unless(
                again.Status == told.Reply.Status && again.Body.AsSpan().SequenceEqual(told.Reply.Body), Name,
                () => $"entry {seq} is told as {Text(told.Reply.Body)}, and the log makes it "
                    + Text(again.Body));
        }
    }

    private static bool IsSame(Entry logged, Entry sent) => (logged, sent) switch
    {
        (SignedAction one, SignedAction other) => one.Signer == other.Signer && one.Nonce == other.Nonce,
        (OracleReport one, OracleReport other) => one.Publisher == other.Publisher
            && one.Market == other.Market && one.Sequence == other.Sequence && one.Price == other.Price,
        _ => false,
    };

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}
