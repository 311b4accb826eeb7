using Offing.Commitment.State;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Signing;

namespace Offing.Tools.Exit;

/// <summary>Makes the transactions of a plan: whom they go to and what they carry.</summary>
/// <param name="venue">As it was rebuilt from the chain.</param>
internal sealed class ExitTransactions(ExitView view, Deployment deployment, BatchVerifier venue)
{
    /// <summary>Address and input of a call.</summary>
    public (Address To, byte[] Input) Of(ExitCall call) => call.Kind switch
    {
        ExitCallKind.Claim => (deployment.Vault, Claim(call.Index)),
        ExitCallKind.Approve => (deployment.Usdc, AbiWriter.Call("approve(address,uint256)")
            .Address(deployment.Vault).UInt((UInt128)view.RequestPrice * call.Index).Build()),
        ExitCallKind.CancelAll => (deployment.Vault, RequestCalls.CancelAll(call.Account, Ordinal(call))),
        ExitCallKind.Close => (
            deployment.Vault, RequestCalls.Close(call.Account, Ordinal(call), call.Market, 0)),
        ExitCallKind.Withdraw => (
            deployment.Vault, RequestCalls.Withdrawal(call.Account, Ordinal(call), 0)),
        ExitCallKind.FreezeForSilence => (deployment.Settlement, SettlementContract.FreezeForSilenceInput()),
        ExitCallKind.FreezeForRequest => (
            deployment.Settlement, SettlementContract.FreezeForRequestInput(view.Oldest!)),
        ExitCallKind.Refund => (deployment.Vault, RequestCalls.Refund(Refundable(call.Index))),
        _ => (view.Escape!.Contract, Escape(call)),
    };

    private byte[] Escape(ExitCall call) => call.Kind switch
    {
        ExitCallKind.OpenEscape => EscapeContract.Open(venue.Last!, venue.Proofs.RootPreimage()),
        ExitCallKind.ResolveMarket => EscapeContract.Resolve(
            call.Market, venue.Proofs.ProveMarket(call.Market)!.Market,
            venue.Proofs.ProveRing(call.Market)!.Ring),
        ExitCallKind.Prove => EscapeContract.Prove(
            call.Account, venue.Proofs.ProveAccount(call.Account)!.Account),
        ExitCallKind.Fix => EscapeContract.Fix(),
        ExitCallKind.ClaimEscape => EscapeContract.Claim(call.Account),
        _ => EscapeContract.Collect(call.Account),
    };

    private byte[] Claim(ulong index)
    {
        var withdrawal = view.Withdrawals.First(each => each.Leaf.Index == index);
        return VaultClient.ClaimInput(withdrawal.Header, withdrawal.Leaf, withdrawal.Proof);
    }

    private QueueRequest Refundable(ulong index) => view.Refundable.First(each => each.Index == index);

    private uint Ordinal(ExitCall call) =>
        view.Accounts.First(account => account.Address == call.Account).Ordinal;
}
