namespace Offing.Tools.Exit;

/// <summary>Who is taken out of a venue that has ended.</summary>
public enum ExitScope
{
    /// <summary>The key's account and its sub-accounts.</summary>
    Own,

    /// <summary>
    /// Everybody is proved, for the bounties and for the share of all; own accounts are paid.
    /// </summary>
    ProveAll,

    /// <summary>Everybody is proved and paid.</summary>
    PayAll,
}
