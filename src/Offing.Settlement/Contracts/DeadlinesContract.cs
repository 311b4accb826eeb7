using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>Deadlines that are fixed for ever, in seconds.</summary>
/// <param name="DeployedAt_S">Block time of the deployment.</param>
public sealed record VenueDeadlines(
    ulong Finality_S, ulong Forced_S, ulong Silence_S, ulong ClaimPhase_S, ulong DeployedAt_S);

/// <summary>
/// The settlement contract as who leaves sees it: when it may be ended, and when what is final.
/// </summary>
public sealed class DeadlinesContract(IL1Client client, Address settlement)
{
    /// <summary>The contract's address.</summary>
    public Address Address => settlement;

    /// <summary>The deadlines of the deployment.</summary>
    public VenueDeadlines Deadlines() => new(
        Read("finalityWindow()").UInt64(0), Read("forcedDeadline()").UInt64(0), Read("silence()").UInt64(0),
        Read("claimPhase()").UInt64(0), Read("deployedAt()").UInt64(0));

    /// <summary>Block time of a batch's last chunk in seconds; zero while it is incomplete.</summary>
    public ulong CompletedAt_S(ulong number) => new AbiReader(client.Call(
        settlement, AbiWriter.Call("completedAt(uint64)").UInt(number).Build())).UInt64(0);

    private AbiReader Read(string signature) => new(client.Call(settlement, Abi.Selector(signature)));
}
