using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Commitment.Batches;

/// <summary>
/// What the header of a batch says of its entries, from the bytes of the log records in which they stand: no
/// entry is decoded, and none is encoded again. It belongs to one thread, and is used again and again.
/// </summary>
public sealed class BatchInputs
{
    private readonly KeccakBatch _hashes = new();
    private readonly Hash32[] _digests = new Hash32[KeccakBatch.Width];
    private readonly List<Hash32> _entries = [];
    private readonly List<int> _pending = [];
    private readonly List<(ulong Seq, ulong Arrival)> _places = [];
    private readonly ByteWriter _data = new(1 << 20);

    /// <summary>Sequence numbers of the first and the last.</summary>
    public ulong FirstSeq { get; private set; }

    /// <summary>See <see cref="FirstSeq"/>.</summary>
    public ulong LastSeq { get; private set; }

    /// <summary>Of the first and the last.</summary>
    public Time FirstTime { get; private set; }

    /// <summary>See <see cref="FirstTime"/>.</summary>
    public Time LastTime { get; private set; }

    /// <summary>Dense tree over the input leaves.</summary>
    public Hash32 Root { get; private set; }

    /// <summary>The header's dataHash.</summary>
    public Hash32 DataHash { get; private set; }

    /// <summary>The data of the batch; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Data => _data.Written;

    /// <summary>Takes the entries from <paramref name="first"/> to <paramref name="last"/>.</summary>
    /// <param name="bodies">
    /// Of the records in which they stand, in order; others may stand there too, and one twice.
    /// </param>
    public void Read(IEnumerable<ReadOnlyMemory<byte>> bodies, ulong first, ulong last)
    {
        _entries.Clear();
        _places.Clear();
        _data.Clear();
        (FirstSeq, LastSeq) = (first, first - 1);
        foreach (var body in bodies)
        {
            var frames = new EntryFrames(body.Span);
            while (frames.Next())
            {
                if (frames.Seq > LastSeq && frames.Seq <= last)
                {
                    Take(in frames);
                }
            }
        }

        Check.That(LastSeq == last);
        Finish();
        (Root, DataHash) = (new DenseTree(Leaves()).Root, Chunks.DataHash(Data, _hashes));
    }

    private void Take(in EntryFrames frames)
    {
        var time = frames.Time;
        Check.That(frames.Seq == LastSeq + 1 && (_entries.Count == 0 || time >= LastTime));
        FirstTime = _entries.Count == 0 ? time : FirstTime;
        (LastSeq, LastTime) = (frames.Seq, time);
        _data.Bytes(frames.Framed);
        _places.Add((frames.Seq, frames.Arrival));
        if (frames.Canonical.Length > KeccakBatch.ShortMax_Bytes)
        {
            _entries.Add(Keccak.Hash(frames.Canonical));
            return;
        }

        _pending.Add(_entries.Count);
        _entries.Add(default);
        frames.Canonical.CopyTo(_hashes.Add(frames.Canonical.Length));
        if (_hashes.IsFull)
        {
            Finish();
        }
    }

    private void Finish()
    {
        _hashes.Finish(_digests);
        for (var i = 0; i < _pending.Count; i++)
        {
            _entries[_pending[i]] = _digests[i];
        }

        _pending.Clear();
    }

    private Hash32[] Leaves()
    {
        var leaves = new Hash32[_entries.Count];
        for (var i = 0; i < leaves.Length; i++)
        {
            new InputLeaf(_places[i].Seq, _places[i].Arrival, _entries[i]).CopyTo(
                _hashes.Add(InputLeaf.SizeBytes));
            if (_hashes.IsFull || i == leaves.Length - 1)
            {
                _hashes.Finish(leaves.AsSpan(i + 1 - _hashes.Count));
            }
        }

        return leaves;
    }
}
