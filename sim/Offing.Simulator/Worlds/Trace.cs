using System.Buffers.Binary;
using System.Text;
using Offing.Primitives;

namespace Offing.Simulator.Worlds;

/// <summary>
/// Everything that happened, in order, as one running hash: two runs of a seed agree on it or the simulator
/// itself is at fault. The lines are written out only when somebody wants to read them.
/// </summary>
internal sealed class Trace(TextWriter? lines)
{
    private const int KeptLines = 40;

    private readonly Queue<string> _last = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;
    private Hash32 _hash;

    /// <summary>Whether lines are worth making.</summary>
    public bool IsRead => lines is not null;

    /// <summary>What stands at the end when something is wrong.</summary>
    public IEnumerable<string> Last => _last;

    /// <summary>Hash of all so far.</summary>
    public Hash32 Hash
    {
        get
        {
            Flush();
            return _hash;
        }
    }

    /// <summary>Something that happens often: four numbers.</summary>
    public void Add(ulong time, TraceKind kind, ulong a = 0, ulong b = 0)
    {
        if (_used + 25 > _buffer.Length)
        {
            Flush();
        }

        BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(_used), time);
        _buffer[_used + 8] = (byte)kind;
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(_used + 9), a);
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(_used + 17), b);
        _used += 25;
        lines?.WriteLine($"{time} {kind} {a} {b}");
    }

    /// <summary>Something that happens seldom, in words.</summary>
    public void Say(ulong time, string what)
    {
        var line = $"{time} {what}";
        var bytes = Encoding.UTF8.GetBytes(line);
        Add(time, TraceKind.Words, (ulong)bytes.Length, Short(bytes));
        _last.Enqueue(line);
        if (_last.Count > KeptLines)
        {
            _last.Dequeue();
        }

        lines?.WriteLine(line);
    }

    /// <summary>Eight bytes that stand for any number of them.</summary>
    public static ulong Short(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = 0xCBF29CE484222325UL ^ (ulong)bytes.Length;
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * 0x9E3779B97F4A7C15;
                hash ^= hash >> 29;
            }

            foreach (var value in bytes)
            {
                hash = (hash ^ value) * 0x100000001B3;
            }

            return hash ^ (hash >> 32);
        }
    }

    private void Flush()
    {
        if (_used > 0)
        {
            _hash = Keccak.Hash(_hash.ToArray(), _buffer.AsSpan(0, _used));
            _used = 0;
        }
    }
}

/// <summary>What a line of the trace is about.</summary>
internal enum TraceKind : byte
{
    Words = 0,
    Sent = 1,
    Received = 2,
    Refused = 3,
    Appended = 4,
    Told = 5,
    Answered = 6,
    Synced = 7,
    Block = 8,
    Called = 9,
    Batch = 10,
    Dropped = 11,
    Report = 12,
}
