using Offing.Engine.Foresight;
using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Engine.Accounts;

/// <summary>
/// The nonces of one signer: the <see cref="Limits.NoncesPerSigner"/> highest that were used. A nonce is
/// taken once, only inside the time window, and, when the set is full, only above the smallest kept. So a
/// nonce that was dropped from the set can never come back.
/// </summary>
public sealed class NonceSet
{
    private const int Capacity_Min = 4;

    private readonly Account _account;

    // Ascending from _start, around the end. Nearly every nonce is the highest so far: it is written over the
    // smallest, and nothing moves.
    private ulong[] _ring = [];
    private int _start;
    private ulong _highest;

    internal NonceSet(Account account) => _account = account;

    /// <summary>How many are kept.</summary>
    public int Count { get; private set; }

    /// <summary>The kept nonces as they are now, ascending.</summary>
    public IReadOnlyList<ulong> Ascending
    {
        get
        {
            var nonces = new ulong[Count];
            for (var i = 0; i < Count; i++)
            {
                nonces[i] = At(i);
            }

            return nonces;
        }
    }

    /// <summary>One of them.</summary>
    /// <param name="rank">How many are lower, below <see cref="Count"/>.</param>
    public ulong this[int rank]
    {
        get
        {
            Check.That(rank >= 0 && rank < Count);
            return At(rank);
        }
    }

    /// <summary>Why <paramref name="nonce"/> cannot be used at <paramref name="now"/>, or None.</summary>
    public RejectCode Examine(ulong nonce, Time now)
    {
        // Differences, not sums: a nonce near 2^64 must not overflow.
        var tooOld = nonce <= now.Milliseconds && now.Milliseconds - nonce >= Limits.NonceMaxAge_Ms;
        var tooNew = nonce > now.Milliseconds && nonce - now.Milliseconds >= Limits.NonceMaxAhead_Ms;
        if (tooOld || tooNew)
        {
            return RejectCode.NonceOutOfWindow;
        }

        if (IsHighest(nonce))
        {
            return RejectCode.None;
        }

        if (At(Rank(nonce)) == nonce)
        {
            return RejectCode.NonceUsed;
        }

        return Count == Limits.NoncesPerSigner && nonce < At(0) ? RejectCode.NonceTooLow : RejectCode.None;
    }

    /// <summary>Takes a nonce that <see cref="Examine"/> let pass.</summary>
    internal void MustUse(ulong nonce)
    {
        _account.Touch();
        if (Count == Limits.NoncesPerSigner && nonce > _highest)
        {
            // By far the most frequent: the smallest gives its place.
            _ring[_start] = _highest = nonce;
            _start = Place(1);
            return;
        }

        var rank = IsHighest(nonce) ? Count : Rank(nonce);
        Check.That(rank == Count || At(rank) != nonce);
        if (Count == Limits.NoncesPerSigner)
        {
            Check.That(rank > 0);
            _start = Place(1);
            Count--;
            rank--;
        }
        else if (Count == _ring.Length)
        {
            Grow();
        }

        for (var i = Count; i > rank; i--)
        {
            _ring[Place(i)] = At(i - 1);
        }

        _ring[Place(rank)] = nonce;
        Count++;
        _highest = At(Count - 1);
    }

    /// <summary>Fetches the nonce that will be written over.</summary>
    internal void Foresee()
    {
        if (_start < _ring.Length)
        {
            Hint.Place(ref _ring[_start]);
        }
    }

    /// <param name="ascending">Of an account that is being restored.</param>
    internal void Restore(IReadOnlyList<ulong> ascending)
    {
        foreach (var nonce in ascending)
        {
            MustUse(nonce);
        }
    }

    private bool IsHighest(ulong nonce) => Count == 0 || nonce > _highest;

    // How many are lower: below Count, because it is asked only when the nonce is not the highest.
    private int Rank(ulong nonce)
    {
        var (from, to) = (0, Count - 1);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (At(middle) < nonce)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from;
    }

    private void Grow()
    {
        var larger = new ulong[Math.Clamp(2 * Count, Capacity_Min, Limits.NoncesPerSigner)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = At(i);
        }

        (_ring, _start) = (larger, 0);
    }

    private ulong At(int rank) => _ring[Place(rank)];

    private int Place(int rank)
    {
        var place = _start + rank;
        return place < _ring.Length ? place : place - _ring.Length;
    }
}
