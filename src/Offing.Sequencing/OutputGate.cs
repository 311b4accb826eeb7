using System.Diagnostics.CodeAnalysis;
using Offing.Primitives;

namespace Offing.Sequencing;

/// <summary>
/// The one door out: acknowledgements, events and answers to queries wait here until the record that they
/// rest on is durable. For one thread. What still waits when the node falls is dropped with it, and nobody
/// has seen it.
/// </summary>
public sealed class OutputGate<TOutput>
{
    private readonly Queue<(ulong Record, TOutput Output)> _waiting = new();
    private ulong _lastAdded;

    /// <param name="durable">The log's tail.</param>
    public OutputGate(ulong durable) => (Durable, _lastAdded) = (durable, durable);

    /// <summary>The last record known to be durable.</summary>
    public ulong Durable { get; private set; }

    /// <summary>Outputs that wait, released or not.</summary>
    public int Count => _waiting.Count;

    /// <summary>Puts in an output that rests on <paramref name="record"/> and everything before it.</summary>
    /// <param name="record">Never lower than the one before: outputs leave in the order of execution.</param>
    public void Add(ulong record, TOutput output)
    {
        Check.That(record >= _lastAdded);
        _lastAdded = record;
        _waiting.Enqueue((record, output));
    }

    /// <summary>Tells that the log holds <paramref name="record"/> for good; never falls.</summary>
    public void MarkDurable(ulong record)
    {
        Check.That(record >= Durable);
        Durable = record;
    }

    /// <summary>Takes the oldest output that may leave.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TOutput output)
    {
        output = default;
        if (!_waiting.TryPeek(out var oldest) || oldest.Record > Durable)
        {
            return false;
        }

        output = _waiting.Dequeue().Output;
        return true;
    }
}
