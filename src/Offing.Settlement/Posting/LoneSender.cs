using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Posting;

/// <summary>
/// Sends one call at a time for one key and never waits for it: whoever ticks it learns when it is done. A
/// call that a reorg takes back, or that the pool forgets for good, is done all the same: whoever sent it
/// looks at the contract, and sends it again.
/// </summary>
public sealed class LoneSender(IL1Client client, PrivateKey key, PosterOptions options)
{
    private Flight? _flight;
    private ulong? _chainId;

    /// <summary>Whether nothing is under way; what is, is looked after.</summary>
    /// <exception cref="L1UnavailableException">No answer; to be asked again.</exception>
    /// <exception cref="L1RefusedException">An answer that nothing can be made of; to be asked again.
    /// </exception>
    public bool IsFree(Time now)
    {
        try
        {
            if (_flight?.Poll(now, options) is not null)
            {
                _flight = null;
            }
        }
        catch (SettlementHaltException)
        {
            // Its nonce was used by something else, or is not the next one any more.
            _flight = null;
        }

        return _flight is null;
    }

    /// <summary>Sends a call; nothing may be under way.</summary>
    /// <exception cref="L1UnavailableException">No answer; nothing is under way.</exception>
    /// <exception cref="L1RefusedException">The call would revert; nothing was sent.</exception>
    public void Send(Time now, Address to, byte[] input)
    {
        Check.That(_flight is null);
        var estimate = client.EstimateGas(key.Address, to, input);
        var fees = client.Fees();
        var transaction = new Transaction1559
        {
            ChainId = _chainId ??= client.ChainId(),
            Nonce = client.Nonce(key.Address),
            MaxPriorityFeePerGas = fees.MaxPriorityFee,
            MaxFeePerGas = fees.MaxFee,
            GasLimit = Math.Min(estimate + (estimate / 4), GasLimits.TransactionMax),
            To = to,
            Data = input,
        };
        _flight = new Flight(client, key, transaction, now);
    }
}
