using Offing.Engine.Accounts;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>
/// Who signed, is it still valid, was it seen before. The gateway asked the same, perhaps of an older state:
/// an action that fails here is a logged no-op and keeps its nonce.
/// </summary>
internal static class ActionDoor
{
    public static void Execute(EntryContext context, SignedAction action)
    {
        var grant = context.State.FindSession(action.Signer);
        var refusal = Resolve(context, action, grant, out var account);
        if (refusal == RejectCode.None && action.ExpiresAfter_Ms < context.Now.Milliseconds)
        {
            refusal = RejectCode.Expired;
        }

        // One set for a key, whatever it acts for: an action that a session signed must not be good a second
        // time when the session is over and the same address has become an account. (The reverse order cannot
        // be: an account is never granted.)
        var nonces = grant?.Session.Nonces ?? account?.Nonces;
        if (refusal == RejectCode.None)
        {
            refusal = nonces!.Examine(action.Nonce, context.Now);
        }

        if (refusal != RejectCode.None)
        {
            context.Emit(new ActionRejected(account?.Owner ?? action.Signer, refusal, NonceUsed: false));
            return;
        }

        nonces!.MustUse(action.Nonce);
        DailyLoss.Touch(context.State, account!);
        var acting = new ActionContext(context, account!, action.Signer)
        {
            LimitedKey = grant is { } by && by.Account == account && by.Session.IsLimited
                ? by.Session
                : null,
        };
        if (action.Vault is { } vault)
        {
            refusal = ResolveSubAccount(context, action, account!, vault, out var sub);
            if (refusal != RejectCode.None)
            {
                acting.Reject(refusal);
                return;
            }

            acting = acting with { Account = sub! };
        }

        if (acting.LimitedKey is { } key)
        {
            DailyLoss.Watch(context, acting.Account, key);
            context.Aftermath.Run(context);
        }

        Dispatch(acting, action.Command);
    }

    private static RejectCode ResolveSubAccount(
        EntryContext context, SignedAction action, Account master, Address vault, out Account? sub)
    {
        sub = context.State.FindSubAccount(master, vault);
        // Typed data does not cover the vault: whoever passes it on could name what the signer never saw.
        if (sub is null || action.Scheme is not (SigningScheme.L1Mainnet or SigningScheme.L1Testnet))
        {
            return RejectCode.SubAccountUnknown;
        }

        // Its address has no key, so money sent there would be lost; and keys and sub-accounts are the
        // master's, so that one list says who may act.
        return action.Command switch
        {
            Withdraw => RejectCode.WithdrawToOther,
            CreateSubAccount => RejectCode.SubAccountNested,
            { AgentMaySign: false } => RejectCode.SubAccountUnknown,
            _ => RejectCode.None,
        };
    }

    private static RejectCode Resolve(
        EntryContext context, SignedAction action, (Account Account, Session Session)? grant,
        out Account? account)
    {
        var isActive = grant is { } found && found.Session.IsActive(context.Now);
        account = isActive && action.Command.AgentMaySign
            ? grant!.Value.Account
            : context.State.FindAccount(action.Signer);
        // Nobody has the key of a sub-account's address; should the impossible happen, it signs nothing.
        if (account is not null && account.Master.IsZero)
        {
            return RejectCode.None;
        }

        return isActive ? RejectCode.AgentNotAllowed : RejectCode.UnknownSigner;
    }

    private static void Dispatch(in ActionContext context, Command command)
    {
        switch (command)
        {
            case PlaceOrders place:
                PlaceOrdersCommand.Execute(context, place);
                break;
            case ModifyOrders modify:
                ModifyOrdersCommand.Execute(context, modify);
                break;
            case CancelOrders cancel:
                CancelOrdersCommand.Execute(context, cancel);
                break;
            case CancelOrdersByClientId cancel:
                CancelOrdersByClientIdCommand.Execute(context, cancel);
                break;
            case ScheduleCancel schedule:
                ScheduleCancelCommand.Execute(context, schedule);
                break;
            case PlaceTwap place:
                PlaceTwapCommand.Execute(context, place);
                break;
            case CancelTwap cancel:
                CancelTwapCommand.Execute(context, cancel);
                break;
            case UpdateLeverage update:
                UpdateLeverageCommand.Execute(context, update);
                break;
            case UpdateIsolatedMargin update:
                UpdateIsolatedMarginCommand.Execute(context, update);
                break;
            case TopUpIsolatedMargin topUp:
                UpdateIsolatedMarginCommand.Execute(context, topUp);
                break;
            case Withdraw withdraw:
                WithdrawCommand.Execute(context, withdraw);
                break;
            case ApproveAgent approve:
                ApproveAgentCommand.Execute(context, approve);
                break;
            case ApproveBuilderFee approve:
                ApproveBuilderFeeCommand.Execute(context, approve);
                break;
            case CreateSubAccount create:
                CreateSubAccountCommand.Execute(context, create);
                break;
            case TransferSubAccount transfer:
                TransferSubAccountCommand.Execute(context, transfer);
                break;
            case Noop:
                context.Done();
                break;
            default:
                context.Reject(RejectCode.UnsupportedAction);
                break;
        }
    }
}
