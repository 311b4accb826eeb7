using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Matching;

namespace Offing.Engine.Triggers;

/// <summary>Where matching tells of what orders may wait for.</summary>
internal static class Hooks
{
    /// <summary>An order of a group traded or ended.</summary>
    public static void Happened(EntryContext context, in OrderFate fate)
    {
    }

    /// <summary>A position that orders watch has changed.</summary>
    public static void PositionChanged(EntryContext context, Account account, Slot slot)
    {
    }

    /// <summary>An order with an expiry has gone to rest.</summary>
    public static void ExpiryBegins(EntryContext context, Order order)
    {
    }

    /// <summary>An order with an expiry has left the book.</summary>
    public static void ExpiryEnds(EntryContext context, Order order)
    {
    }
}
