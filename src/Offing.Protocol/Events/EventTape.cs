using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Protocol.Events;

/// <summary>
/// The events of some entries, one behind the other in one piece of memory that is used again and again: the
/// way from the engine to a fold when a log is replayed. As objects they would be most of what a start
/// allocates. What becomes of the items of an action is left out: only whoever sent it is told, and nobody
/// waits for it here. Not thread-safe.
/// </summary>
public class EventTape : EventSink
{
    private const int Unit_Bytes = sizeof(ulong);

    private readonly List<object> _withReferences = [];
    private readonly List<Mark> _entries = [];
    private ulong[] _words = new ulong[1_024];
    private int _used;

    /// <summary>Entries on it.</summary>
    public int Count => _entries.Count;

    /// <summary>Sequence number of an entry.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public ulong SeqOf(int index) => _entries[index].Seq;

    /// <summary>Its time.</summary>
    public Time TimeOf(int index) => _entries[index].Time;

    /// <summary>Whether nothing of it is here.</summary>
    public bool IsEmpty(int index) => _entries[index].From == EndOf(index);

    /// <summary>Whether it did anything that orders seldom bring.</summary>
    public bool HasRare(int index) => _entries[index].HasRare;

    /// <summary>The events that follow are of this entry.</summary>
    public void Begin(SequencedEntry entry) => _entries.Add(new Mark(entry.Seq, entry.Time, _used, false));

    /// <summary>Makes it empty.</summary>
    public void Clear()
    {
        _entries.Clear();
        _withReferences.Clear();
        _used = 0;
    }

    /// <summary>Gives the events of an entry to a sink, in order.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public void Play(int index, EventSink to)
    {
        var end = EndOf(index);
        for (var at = _entries[index].From; at < end;)
        {
            var kind = (int)_words[at];
            at++;
            switch (kind)
            {
                case Placed:
                    to.TakePlaced(in Next<OrderPlaced>(ref at));
                    break;
                case Rested:
                    to.TakeRested(in Next<OrderRested>(ref at));
                    break;
                case Closed:
                    to.TakeClosed(in Next<OrderClosed>(ref at));
                    break;
                case Trade:
                    to.TakeTraded(in Next<Traded>(ref at));
                    break;
                default:
                    Kind.All[kind].Play(this, ref at, to);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public override void Take<T>(in T happened)
    {
        var last = _entries.Count - 1;
        _entries[last] = _entries[last] with { HasRare = true };
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Write(Kind<T>.Number, (long)_withReferences.Count);
            _withReferences.Add(happened);
        }
        else
        {
            Write(Kind<T>.Number, happened);
        }
    }

    /// <inheritdoc/>
    public override void TakeOutcome(in ItemOutcome happened)
    {
    }

    /// <inheritdoc/>
    public override void TakePlaced(in OrderPlaced happened) => Write(Placed, happened);

    /// <inheritdoc/>
    public override void TakeRested(in OrderRested happened) => Write(Rested, happened);

    /// <inheritdoc/>
    public override void TakeClosed(in OrderClosed happened) => Write(Closed, happened);

    /// <inheritdoc/>
    public override void TakeTraded(in Traded happened) => Write(Trade, happened);

    private int EndOf(int index) => index + 1 < _entries.Count ? _entries[index + 1].From : _used;

    private void Write<T>(int kind, in T happened)
        where T : struct
    {
        var words = WordsOf<T>();
        if (_words.Length < _used + 1 + words)
        {
            Array.Resize(ref _words, Math.Max(2 * _words.Length, _used + 1 + words));
        }

        _words[_used] = (ulong)kind;
        MemoryMarshal.Write(MemoryMarshal.AsBytes(_words.AsSpan(_used + 1, words)), in happened);
        _used += 1 + words;
    }

    private ref readonly T Next<T>(ref int at)
        where T : struct
    {
        var words = WordsOf<T>();
        var bytes = MemoryMarshal.AsBytes(_words.AsSpan(at, words));
        at += words;
        return ref MemoryMarshal.AsRef<T>(bytes);
    }

    private static int WordsOf<T>() => (Unsafe.SizeOf<T>() + Unit_Bytes - 1) / Unit_Bytes;

    private readonly record struct Mark(ulong Seq, Time Time, int From, bool HasRare);

    private const int Placed = 0;
    private const int Rested = 1;
    private const int Closed = 2;
    private const int Trade = 3;

    // Kinds get their numbers as they are first met; a tape is never kept beyond the process.
    private abstract class Kind
    {
        private static readonly Lock Gate = new();

        public static Kind[] All { get; private set; } = new Kind[Trade + 1];

        public abstract void Play(EventTape from, ref int at, EventSink to);

        protected static int Add(Kind kind)
        {
            lock (Gate)
            {
                All = [.. All, kind];
                return All.Length - 1;
            }
        }
    }

    private sealed class Kind<T> : Kind
        where T : struct, IEngineEvent
    {
        public static int Number { get; } = Add(new Kind<T>());

        public override void Play(EventTape from, ref int at, EventSink to)
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            {
                to.Take((T)from._withReferences[(int)from.Next<long>(ref at)]);
            }
            else
            {
                to.Take(in from.Next<T>(ref at));
            }
        }
    }
}
