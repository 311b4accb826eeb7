using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>The order of execution inside a micro-batch (rules.md section 2).</summary>
public static class MicroBatchOrder
{
    private const int Classes = 4;
    private const int FirstBindingClass = 2;

    /// <summary>Sorts by (class, arrival), where nothing overtakes an order of its own account.</summary>
    /// <param name="byArrival">The entries in the order of arrival.</param>
    /// <param name="accountOf">
    /// The account that an action is for, as the engine would have it: a name that the signer has no right
    /// to does not count, or anybody could hold back the cancels of others. It answers from the state
    /// before this micro-batch, so that a replay gives the same answer.
    /// </param>
    /// <returns>For each place of execution the index in <paramref name="byArrival"/>.</returns>
    public static int[] Sort(IReadOnlyList<Entry> byArrival, Func<SignedAction, Address> accountOf)
    {
        var classes = EffectiveClasses(byArrival, accountOf);
        var order = new int[byArrival.Count];
        var place = 0;
        for (var wanted = 0; wanted < Classes; wanted++)
        {
            for (var i = 0; i < classes.Length; i++)
            {
                if (classes[i] == wanted)
                {
                    order[place++] = i;
                }
            }
        }

        Check.That(place == order.Length);
        return order;
    }

    private static int[] EffectiveClasses(
        IReadOnlyList<Entry> byArrival, Func<SignedAction, Address> accountOf)
    {
        var classes = new int[byArrival.Count];
        var floors = new Dictionary<Address, int>();
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = byArrival[i].SortClass;
            if (byArrival[i] is not SignedAction action)
            {
                continue;
            }

            var account = accountOf(action);
            classes[i] = Math.Max(classes[i], floors.GetValueOrDefault(account));
            if (classes[i] >= FirstBindingClass)
            {
                floors[account] = classes[i];
            }
        }

        return classes;
    }
}
