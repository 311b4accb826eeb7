using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>A request as the chain recorded it.</summary>
/// <param name="Prefix">The contract's prefix hash after it.</param>
/// <param name="Block">The block that holds it.</param>
public sealed record RecordedRequest(QueueRequest Request, Hash32 Prefix, ulong Block);

/// <summary>Reads the vault and its request queue.</summary>
public sealed class VaultContract(IL1Client client, Address address)
{
    private static readonly Hash32 Requested = Abi.Topic(
        "Requested(uint64,uint8,address,address,uint64,bytes,bytes32)");

    private const int RequestedTopics = 4;

    /// <summary>The contract's address.</summary>
    public Address Address => address;

    /// <summary>Requests entered so far.</summary>
    public ulong RequestCount() => Read("requestCount()").UInt64(0);

    /// <summary>Micro-USDC of the operator's bond.</summary>
    public ulong BondHeld() => Read("bondHeld()").UInt64(0);

    /// <summary>What an owner's request costs, in micro-USDC.</summary>
    public ulong RequestPrice() => Read("REQUEST_PRICE()").UInt64(0);

    /// <summary>Micro-USDC that came in with requests, deposits and prices, over all time.</summary>
    public UInt128 EnteredTotal() => Read("enteredTotal()").UInt128(0);

    /// <summary>Micro-USDC of them that went back by refunds.</summary>
    public UInt128 RefundedTotal() => Read("refundedTotal()").UInt128(0);

    /// <summary>How many requests of an account, of eight at most, no standing batch consumed.</summary>
    public ulong OpenRequests(Address account) => new AbiReader(client.Call(
        address, AbiWriter.Call("openRequests(address)").Address(account).Build())).UInt64(0);

    /// <summary>Whether what came in with the request of this index was given back.</summary>
    public bool IsRefunded(ulong index) => new AbiReader(client.Call(
        address, AbiWriter.Call("isRefunded(uint64)").UInt(index).Build())).Bool(0);

    /// <summary>The collateral's token.</summary>
    public Address Token() => Read("token()").Address(0);

    /// <summary>The contract that says which batches are final.</summary>
    public Address Settlement() => Read("settlement()").Address(0);

    /// <summary>The contract that pays what stands in accounts when the venue has ended.</summary>
    public Address Escape() => Read("escape()").Address(0);

    /// <summary>
    /// Seconds since 1970 from when on a claim that waits is paid when it is sent again; null: none waits.
    /// </summary>
    public ulong? ClaimableFrom(ulong index) => new AbiReader(client.Call(
        address, AbiWriter.Call("claimableFrom(uint64)").UInt(index).Build())).UInt64(0) is var from
        && from != 0 ? from : null;

    /// <summary>Micro-USDC that ordinary claims paid, over all time.</summary>
    public UInt128 ClaimedTotal() => Read("claimedTotal()").UInt128(0);

    /// <summary>Whether the withdrawal of this index has been paid.</summary>
    public bool IsPaid(ulong index) =>
        new AbiReader(client.Call(address, AbiWriter.Call("isPaid(uint64)").UInt(index).Build())).Bool(0);

    /// <summary>
    /// The prefix hash over the first <paramref name="cursor"/> requests; null when there are fewer.
    /// </summary>
    public Hash32? PrefixAt(ulong cursor)
    {
        try
        {
            var input = AbiWriter.Call("prefixAt(uint64)").UInt(cursor).Build();
            return new AbiReader(client.Call(address, input)).Bytes32(0);
        }
        catch (L1RefusedException refusal) when (refusal.Error?.Name == "CursorPastQueue")
        {
            return null;
        }
    }

    /// <summary>The requests of a range of blocks, in order of the chain.</summary>
    public IReadOnlyList<RecordedRequest> Requests(ulong fromBlock, ulong toBlock) =>
        [.. client.Logs(new L1LogFilter(address, [Requested], fromBlock, toBlock)).Select(Decode)];

    private static RecordedRequest Decode(L1Log log)
    {
        if (log.Topics.Count != RequestedTopics)
        {
            throw new FormatException($"a request in {log.TransactionHash} with {log.Topics.Count} topics");
        }

        var words = new AbiReader(log.Data);
        var request = new QueueRequest(
            new AbiReader(log.Topics[1].ToArray()).UInt64(0),
            (RequestType)checked((byte)words.UInt64(0)),
            new AbiReader(log.Topics[2].ToArray()).Address(0),
            new AbiReader(log.Topics[3].ToArray()).Address(0),
            words.UInt64(1),
            words.Bytes(2));
        return new RecordedRequest(request, words.Bytes32(3), log.Block);
    }

    private AbiReader Read(string signature) => new(client.Call(address, Abi.Selector(signature)));
}
