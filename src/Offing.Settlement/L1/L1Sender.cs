using Offing.Primitives;
using Offing.Signing;

namespace Offing.Settlement.L1;

/// <summary>
/// Sends one transaction at a time for one key and waits until it is mined:
/// for tools and deployment. The poster has its own way, which never waits.
/// </summary>
/// <param name="afterSend">Called after each send; a development chain mines a block here.</param>
/// <param name="timeout">For one transaction to be mined; 2 minutes when it is not given.</param>
public sealed class L1Sender(
    IL1Client client, PrivateKey key, Action? afterSend = null, TimeSpan? timeout = null)
{
    private const int Attempts = 5;
    private const int Poll_Ms = 50;
    private const int PollsForLostNonce = 20;

    private readonly Lock _gate = new();
    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromMinutes(2);
    private ulong? _chainId;
    private (ulong Nonce, L1Fees Fees)? _last;

    /// <summary>The sender.</summary>
    public Address Address => key.Address;

    /// <summary>Sends a call, or creates a contract when <paramref name="to"/> is null.</summary>
    /// <param name="gas">At least so much is allowed, for calls that take more by the time they are mined.
    /// </param>
    /// <exception cref="L1RefusedException">The call would revert; nothing was sent.</exception>
    /// <exception cref="L1TransactionException">It was mined
    /// and reverted, or was not mined in time.</exception>
    public L1Receipt Execute(Address? to, byte[] input, ulong gas = 0)
    {
        lock (_gate)
        {
            for (var attempt = 1; ; attempt++)
            {
                if (TryExecute(to, input, gas) is { } receipt)
                {
                    return receipt.Succeeded
                        ? receipt
                        : throw new L1TransactionException(
                            $"transaction {receipt.TransactionHash} was reverted");
                }

                if (attempt == Attempts)
                {
                    throw new L1TransactionException(
                        $"other transactions of {key.Address} took the nonce each time");
                }
            }
        }
    }

    /// <summary>
    /// Null when another process with the same key used the nonce, and so nothing happened.
    /// </summary>
    private L1Receipt? TryExecute(Address? to, byte[] input, ulong gas)
    {
        var estimate = client.EstimateGas(key.Address, to, input);
        var nonce = client.Nonce(key.Address);
        var fees = client.Fees();
        if (_last is { } last && last.Nonce == nonce)
        {
            // What was sent before and never mined holds the nonce, and only a higher bid replaces it.
            fees = fees.AtLeast(last.Fees.Raised());
        }

        _last = (nonce, fees);
        var signed = new Transaction1559
        {
            ChainId = _chainId ??= client.ChainId(),
            Nonce = nonce,
            MaxPriorityFeePerGas = fees.MaxPriorityFee,
            MaxFeePerGas = fees.MaxFee,
            GasLimit = Math.Min(Math.Max(gas, estimate + (estimate / 4)), GasLimits.TransactionMax),
            To = to,
            Data = input,
        }.Sign(key);
        try
        {
            client.SendRawTransaction(signed.Raw);
        }
        catch (L1RefusedException refusal) when (NonceRefusal.Is(refusal))
        {
            Thread.Sleep(Poll_Ms);
            return null;
        }

        afterSend?.Invoke();
        return Await(signed.Hash, nonce);
    }

    private L1Receipt? Await(Hash32 hash, ulong nonce)
    {
        var lost = 0;
        for (var waited = 0; waited < _timeout.TotalMilliseconds; waited += Poll_Ms)
        {
            if (client.Receipt(hash) is { } receipt)
            {
                return receipt;
            }

            // The nonce is used and, for a while that covers a lagging client, not by this transaction.
            if (client.Nonce(key.Address) > nonce && ++lost >= PollsForLostNonce)
            {
                return null;
            }

            Thread.Sleep(Poll_Ms);
        }

        throw new L1TransactionException(
            $"transaction {hash} was not mined in {_timeout.TotalSeconds:0} s; it may still be");
    }
}
