using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Engine.Commands;

/// <summary>How many orders, cancels or modifies an action may hold.</summary>
internal static class ItemCount
{
    /// <summary>False, with the action rejected, when there are none or too many.</summary>
    public static bool IsGood(in ActionContext context, int count)
    {
        if (count is > 0 and <= Limits.OrdersPerAction)
        {
            return true;
        }

        context.Reject(count == 0 ? RejectCode.EmptyAction : RejectCode.TooManyItems);
        return false;
    }
}
