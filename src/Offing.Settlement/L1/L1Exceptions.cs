using Offing.Settlement.Contracts;

namespace Offing.Settlement.L1;

/// <summary>No answer of the chain client could be had; trying again later may help.</summary>
public sealed class L1UnavailableException : Exception
{
    /// <summary>Names the address and what to look at.</summary>
    public L1UnavailableException(Uri url, string what, Exception? inner = null)
        : base(
            $"the chain client at {url} {what}; check that it runs and that this is its address",
            inner)
    {
    }
}

/// <summary>
/// The chain client answered with an error: the request itself is at fault, or a contract reverted.
/// </summary>
public sealed class L1RefusedException(string method, long code, string message, byte[] data)
    : Exception(Describe(method, message, data))
{
    /// <summary>The code of the JSON-RPC error.</summary>
    public long Code => code;

    /// <summary>The client's own words.</summary>
    public string Reason => message;

    /// <summary>The revert data of the contract; empty when it was not a revert.</summary>
    public ReadOnlyMemory<byte> RevertData => data;

    /// <summary>The contract's error with its arguments; null when it was not a revert.</summary>
    public ContractError? Error { get; } = ContractError.TryDecode(data);

    private static string Describe(string method, string message, byte[] data) =>
        ContractError.TryDecode(data) is { } error
            ? $"the contract refused with {error}"
            : $"the chain client refused {method}: {message}";
}

/// <summary>A transaction was mined and reverted, or not mined in the time that its sender gave it.</summary>
public sealed class L1TransactionException(string message) : Exception(message);
