using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>
/// The calls of the vault by which an account's owner enters requests (spec/batch.md). The sender is the
/// account itself, or the master of the sub-account with the ordinal, which counts for nothing else.
/// </summary>
public static class RequestCalls
{
    private const string Limits = "(uint64,uint64,uint64,uint64,uint32,bool,uint32[])";

    /// <summary>What goes to the sender, at most <paramref name="amount"/> micro-USDC; 0: all.</summary>
    public static byte[] Withdrawal(Address account, uint ordinal, ulong amount) =>
        Of("requestWithdrawal(address,uint32,uint64)", account, ordinal).UInt(amount).Build();

    /// <summary>Closes <paramref name="size"/> lots of the account's position; 0: all.</summary>
    public static byte[] Close(Address account, uint ordinal, MarketId market, ulong size) =>
        Of("requestClose(address,uint32,uint32,uint64)", account, ordinal)
            .UInt(market.Value).UInt(size).Build();

    /// <summary>Cancels everything that rests or waits for the account.</summary>
    public static byte[] CancelAll(Address account, uint ordinal) =>
        Of("requestCancelAll(address,uint32)", account, ordinal).Build();

    /// <summary>Grants a session key of the sender's account; an expiry of 0 is the longest.</summary>
    public static byte[] Grant(Address key, ulong expiry_Ms, SessionLimits limits) =>
        AbiWriter.Call($"requestGrant(address,{Limits})").Address(key).Struct(AbiWriter.Arguments()
            .UInt(expiry_Ms)
            .UInt((ulong)limits.MaxOrderNotional.Value)
            .UInt((ulong)limits.MaxPositionNotional.Value)
            .UInt((ulong)limits.MaxDailyLoss.Value)
            .UInt(limits.MaxLeverage)
            .Bool(limits.ReduceOnly)
            .UIntArray([.. limits.Markets.Select(market => market.Value)])).Build();

    /// <summary>Revokes a session key of the sender's account.</summary>
    public static byte[] Revocation(Address key) =>
        AbiWriter.Call("requestRevocation(address)").Address(key).Build();

    /// <summary>
    /// Gives what came in with a request that no batch consumed back to its sender, after the venue's end.
    /// </summary>
    public static byte[] Refund(QueueRequest request) =>
        AbiWriter.Call("refund((uint8,uint64,address,address,uint64,bytes))").Struct(Words(request)).Build();

    /// <summary>A request as the contracts take it: shown as it was entered.</summary>
    public static AbiWriter Words(QueueRequest request) => AbiWriter.Arguments()
        .UInt((byte)request.Type).UInt(request.Index).Address(request.Account).Address(request.Sender)
        .UInt(request.L1Time).Bytes(request.Payload);

    private static AbiWriter Of(string signature, Address account, uint ordinal) =>
        AbiWriter.Call(signature).Address(account).UInt(ordinal);
}
