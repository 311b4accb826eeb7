using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>Deadlines that are fixed for ever, in seconds.</summary>
/// <param name="DeployedAt_S">Block time of the deployment.</param>
public sealed record VenueDeadlines(
    ulong Finality_S, ulong Forced_S, ulong Silence_S, ulong ClaimPhase_S, ulong DeployedAt_S);

/// <summary>Where a venue ended, or where it stands.</summary>
/// <param name="Batches">That are complete and not cancelled.</param>
/// <param name="QueueCursor">Requests that these consumed.</param>
/// <param name="IsSettled">Nothing is posted any more, and all of these are final.</param>
public sealed record VenueEnd(ulong Batches, ulong QueueCursor, bool IsSettled);

/// <summary>The settlement contract as who leaves sees it: deadlines, freezes, the end.</summary>
public sealed class VenueEndContract(IL1Client client, Address settlement)
{
    /// <summary>The contract's address.</summary>
    public Address Address => settlement;

    /// <summary>The deadlines of the deployment.</summary>
    public VenueDeadlines Deadlines() => new(
        Read("finalityWindow()").UInt64(0), Read("forcedDeadline()").UInt64(0), Read("silence()").UInt64(0),
        Read("claimPhase()").UInt64(0), Read("deployedAt()").UInt64(0));

    /// <summary>Where it ended, or where it stands.</summary>
    public VenueEnd End()
    {
        var words = Read("end()");
        return new VenueEnd(words.UInt64(0), words.UInt64(1), words.Bool(2));
    }

    /// <summary>Block time of a batch's last chunk in seconds; zero while it is incomplete.</summary>
    public ulong CompletedAt_S(ulong number) => new AbiReader(client.Call(
        settlement, AbiWriter.Call("completedAt(uint64)").UInt(number).Build())).UInt64(0);

    /// <summary>Ends the venue when no batch has come for longer than is allowed.</summary>
    public static byte[] FreezeForSilence() => Abi.Selector("freezeForSilence()");

    /// <summary>Ends the venue when its oldest open request, which this is, is past its deadline.</summary>
    public static byte[] FreezeForRequest(QueueRequest request) =>
        AbiWriter.Call("freezeForRequest((uint8,uint64,address,address,uint64,bytes))")
            .Struct(RequestCalls.Words(request)).Build();

    private AbiReader Read(string signature) => new(client.Call(settlement, Abi.Selector(signature)));
}
