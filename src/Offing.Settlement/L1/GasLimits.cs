namespace Offing.Settlement.L1;

/// <summary>Gas of a transaction, as the protocol bounds and charges it.</summary>
public static class GasLimits
{
    /// <summary>The most that one transaction may use (EIP-7825).</summary>
    public const ulong TransactionMax = 16_777_216;

    private const ulong Base = 21_000;
    private const ulong FloorPerToken = 10;
    private const ulong TokensPerNonZeroByte = 4;

    /// <summary>
    /// More than a posting executes: hashing 100 KiB twice, fresh slots, the event with the header.
    /// </summary>
    private const ulong PostingExecution = 600_000;

    /// <summary>The least that calldata costs (EIP-7623): 40 gas a byte, 10 for a zero.</summary>
    public static ulong CalldataFloor(ReadOnlySpan<byte> input)
    {
        ulong tokens = 0;
        foreach (var value in input)
        {
            tokens += value == 0 ? 1 : TokensPerNonZeroByte;
        }

        return Base + (FloorPerToken * tokens);
    }

    /// <summary>
    /// A limit for a posting, without asking the chain: chunk
    /// n + 1 can only be estimated once chunk n is mined.
    /// </summary>
    public static ulong ForPosting(ReadOnlySpan<byte> input) => CalldataFloor(input) + PostingExecution;
}
