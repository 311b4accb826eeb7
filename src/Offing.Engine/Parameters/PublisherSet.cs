using Offing.Engine.Oracle;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Events;

namespace Offing.Engine.Parameters;

/// <summary>
/// Who reports prices. A place is never taken away, so that the number of a publisher means the same for ever
/// and its sequences run on: what an earlier key of the place has signed can never count again.
/// </summary>
internal static class PublisherSet
{
    /// <summary>Why the change makes no sense now, or None.</summary>
    public static RejectCode Examine(VenueState state, PublisherChange change)
    {
        var publishers = state.Publishers;
        if (change.Place > publishers.Count || change.Place >= Limits.Publishers)
        {
            return RejectCode.PublisherPlace;
        }

        var now = change.Place < publishers.Count ? publishers[change.Place] : Address.Zero;
        // The same key again may come with another quorum.
        if ((now.IsZero && change.Key.IsZero)
            || (change.Key == now && change.Quorum == state.Quorum)
            || (change.Key != now && !change.Key.IsZero && publishers.Contains(change.Key)))
        {
            return RejectCode.PublisherKey;
        }

        var count = publishers.Count(key => !key.IsZero)
            - (now.IsZero ? 0 : 1) + (change.Key.IsZero ? 0 : 1);
        return change.Quorum >= 1 && change.Quorum <= count ? RejectCode.None : RejectCode.PublisherQuorum;
    }

    /// <summary>Makes a change that is sound.</summary>
    public static void Change(EntryContext context, PublisherChange change)
    {
        context.State.SetPublisher(change.Place, change.Key, change.Quorum);
        context.Emit(new PublisherChanged(change.Place, change.Key, change.Quorum));
        // Whoever reports now may be too few at once, and nothing may go by a price that nobody stands for.
        Quorum.DropStale(context);
    }
}
