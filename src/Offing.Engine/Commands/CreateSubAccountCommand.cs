using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Opens an account of its own, which its master and the master's session keys act for.</summary>
internal static class CreateSubAccountCommand
{
    public static void Execute(in ActionContext context, CreateSubAccount command)
    {
        var (state, master) = (context.State, context.Account);
        var refusal = Examine(master, command.Name);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        var sub = state.CreateAccount(SubAccountAddress.FirstFree(state, master), master, command.Name);
        context.Emit(new SubAccountCreated(master.Owner, sub.Owner, command.Name));
        context.Done();
    }

    private static RejectCode Examine(Account master, string name)
    {
        if (name.Length is 0 or > Limits.SubAccountName_Chars)
        {
            return RejectCode.SubAccountName;
        }

        foreach (var other in master.SubAccounts)
        {
            if (other.Name == name)
            {
                return RejectCode.SubAccountName;
            }
        }

        return master.SubAccounts.Count >= Limits.SubAccountsPerAccount
            ? RejectCode.SubAccountLimit
            : RejectCode.None;
    }
}
