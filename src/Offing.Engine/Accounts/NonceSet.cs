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
    private readonly List<ulong> _ascending = [];
    private readonly Account _account;

    internal NonceSet(Account account) => _account = account;

    /// <summary>The kept nonces, ascending.</summary>
    public IReadOnlyList<ulong> Ascending => _ascending;

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

        // Mostly it is the highest so far.
        if (_ascending.Count == 0 || nonce > _ascending[^1])
        {
            return RejectCode.None;
        }

        if (_ascending.BinarySearch(nonce) >= 0)
        {
            return RejectCode.NonceUsed;
        }

        return _ascending.Count == Limits.NoncesPerSigner && nonce < _ascending[0]
            ? RejectCode.NonceTooLow
            : RejectCode.None;
    }

    /// <summary>Takes a nonce that <see cref="Examine"/> let pass.</summary>
    internal void MustUse(ulong nonce)
    {
        var place = _ascending.Count == 0 || nonce > _ascending[^1]
            ? _ascending.Count
            : ~_ascending.BinarySearch(nonce);
        Check.That(place >= 0);
        if (_ascending.Count == Limits.NoncesPerSigner)
        {
            Check.That(place > 0);
            _ascending.RemoveAt(0);
            place--;
        }

        _ascending.Insert(place, nonce);
        _account.Touch();
    }
}
