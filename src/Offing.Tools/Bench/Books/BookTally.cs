using System.Runtime.CompilerServices;

namespace Offing.Tools.Bench.Books;

/// <summary>
/// Takes every event of a run and folds it: trades into the checksum of the streams' own layout, and every
/// accept, cancel and refusal into a digest, so that none of them can be compiled away.
/// </summary>
public struct BookTally
{
    /// <summary>The id of the order that takes.</summary>
    public ulong Taker { get; set; }

    public ulong Checksum { get; private set; }
    public ulong Digest { get; private set; }
    public long Trades { get; private set; }
    public ulong Quantity { get; private set; }
    public long Events { get; private set; }
    public long RefusedCancels { get; private set; }

    public void Trade(ulong maker, uint price, uint quantity)
    {
        unchecked
        {
            var x = maker * 0x9E3779B97F4A7C15 + Taker * 0xC2B2AE3D27D4EB4F
                + (((ulong)price << 32) | quantity) * 0x165667B19E3779F9;
            var h = (Checksum ^ x) * 0xD6E8FEB86659FD93;
            Checksum = h ^ (h >> 32);
            Trades++;
            Quantity += quantity;
            Events++;
        }
    }

    /// <summary>An order was taken in; <paramref name="left"/> is what it has after its trades.</summary>
    public void Accepted(ulong id, uint price, uint left) => Fold(id, ((ulong)price << 32) | left);

    public void Cancelled(ulong id, uint left) => Fold(id, left);

    public void Reduced(ulong id, uint by) => Fold(id, ~(ulong)by);

    public void Refused(ulong id)
    {
        RefusedCancels++;
        Fold(id, ulong.MaxValue);
    }

    /// <summary>As <see cref="Refused"/>, by a run that makes no events but trades.</summary>
    public void RefusedCancel() => RefusedCancels++;

    /// <summary>Adds another's counts; the digests stay its own.</summary>
    public void Join(in BookTally other)
    {
        Trades += other.Trades;
        Quantity += other.Quantity;
        Events += other.Events;
        RefusedCancels += other.RefusedCancels;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fold(ulong id, ulong what)
    {
        unchecked
        {
            Events++;
            Digest = ((Digest ^ id) + what) * 0xD6E8FEB86659FD93;
        }
    }
}
