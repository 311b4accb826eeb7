namespace Offing.Settlement.L1;

/// <summary>How clients say that a nonce is taken; JSON-RPC has no code for it.</summary>
internal static class NonceRefusal
{
    private static readonly string[] Words =
        ["nonce too low", "already known", "already imported", "replacement transaction", "underpriced"];

    /// <summary>
    /// Whether the pool or the chain holds another transaction, or the same, at this nonce.
    /// </summary>
    public static bool Is(L1RefusedException refusal) =>
        Array.Exists(Words, word => refusal.Reason.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether the very same transaction is in the pool, which is as good as an accepted send.
    /// </summary>
    public static bool IsSame(L1RefusedException refusal) =>
        refusal.Reason.Contains("already", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it offers less for gas than a block takes now.</summary>
    public static bool IsBelowBaseFee(L1RefusedException refusal) =>
        refusal.Reason.Contains("less than block base fee", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the pool holds another transaction at this nonce that pays too much to be replaced.
    /// </summary>
    public static bool IsUnderpriced(L1RefusedException refusal) =>
        refusal.Reason.Contains("replacement", StringComparison.OrdinalIgnoreCase)
        || refusal.Reason.Contains("underpriced", StringComparison.OrdinalIgnoreCase);
}
