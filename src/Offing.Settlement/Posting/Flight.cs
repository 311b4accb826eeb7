using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Posting;

/// <summary>
/// One nonce on its way into the chain. However often it is sent and at whatever fees, at most one
/// transaction of a nonce is ever mined, and all of them carry the same input.
/// </summary>
internal sealed class Flight
{
    private readonly IL1Client _client;
    private readonly PrivateKey _key;
    private readonly Transaction1559 _unsigned;
    private readonly List<SignedTransaction> _versions = [];
    private L1Fees _fees;
    private Time _sentAt;
    private Time _pricedAt;
    private Time? _nonceLostAt;

    public Flight(IL1Client client, PrivateKey key, Transaction1559 transaction, Time now)
    {
        _client = client;
        _key = key;
        _unsigned = transaction;
        _fees = new L1Fees(transaction.MaxFeePerGas, transaction.MaxPriorityFeePerGas);
        _pricedAt = now;
        Sign();
        Send(now);
    }

    /// <summary>
    /// Its receipt; null while it is under way, and then sent again or replaced when it is time.
    /// </summary>
    /// <exception cref="SettlementHaltException">The nonce was used by a transaction that is not ours, or is
    /// not
    /// the next one any more. Asked of the oldest of a sender's only.</exception>
    public L1Receipt? Poll(Time now, PosterOptions options)
    {
        foreach (var version in _versions)
        {
            if (_client.Receipt(version.Hash) is { } receipt)
            {
                return receipt;
            }
        }

        RefuseLostNonce(now, options);
        if (now.Milliseconds >= _pricedAt.Milliseconds + options.Replace_Ms)
        {
            Raise(now);
        }
        else if (now.Milliseconds >= _sentAt.Milliseconds + options.Rebroadcast_Ms)
        {
            Send(now);
        }

        return null;
    }

    // While this one waits, all before it are mined and it is the next: any other count of the chain means
    // that something else was mined in its place, or that a reorg took back what came before it and the pool
    // forgot
    // it. Then it can wait for ever.
    private void RefuseLostNonce(Time now, PosterOptions options)
    {
        var mined = _client.Nonce(_key.Address);
        if (mined == _unsigned.Nonce)
        {
            _nonceLostAt = null;
            return;
        }

        _nonceLostAt ??= now;
        if (now.Milliseconds >= _nonceLostAt.Value.Milliseconds + options.LostNonce_Ms)
        {
            throw new SettlementHaltException(
                SettlementCode.PostingInDoubt,
                mined > _unsigned.Nonce
                    ? $"nonce {_unsigned.Nonce} was used by a transaction sent before"
                    : $"the chain took back what was mined before nonce {_unsigned.Nonce}");
        }
    }

    private void Raise(Time now)
    {
        _fees = _fees.Raised().AtLeast(_client.Fees());
        _pricedAt = now;
        Sign();
        Send(now);
    }

    private void Sign() => _versions.Add(
        (_unsigned with { MaxFeePerGas = _fees.MaxFee, MaxPriorityFeePerGas = _fees.MaxPriorityFee })
            .Sign(_key));

    private void Send(Time now)
    {
        _sentAt = now;
        try
        {
            _client.SendRawTransaction(_versions[^1].Raw);
        }
        catch (L1RefusedException refusal) when (NonceRefusal.IsSame(refusal))
        {
            // It is in the pool: as good as sent.
        }
        catch (L1RefusedException refusal) when (NonceRefusal.IsUnderpriced(refusal))
        {
            // A version of before our start holds the nonce. It is mined, or the next raise outbids it.
            _fees = _fees.Raised();
            Sign();
        }
        catch (L1RefusedException refusal) when (NonceRefusal.IsBelowBaseFee(refusal))
        {
            // Gas rose past what it offers, and the pool forgot it: the next poll offers more.
            _pricedAt = default;
        }
        catch (L1RefusedException refusal) when (NonceRefusal.Is(refusal))
        {
            // Used already: the next poll finds the receipt, or that the nonce is lost.
        }
    }
}
