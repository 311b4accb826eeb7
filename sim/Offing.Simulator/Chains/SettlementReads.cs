using Offing.Primitives;
using Offing.Signing;

namespace Offing.Simulator.Chains;

/// <summary>What the settlement contract answers to questions.</summary>
internal static class SettlementReads
{
    private static readonly byte[] Latest = Abi.Selector("latest()");
    private static readonly byte[] LastRoot = Abi.Selector("lastRoot()");
    private static readonly byte[] HeaderHash = Abi.Selector("headerHash(uint64)");
    private static readonly byte[] FinalCall = Abi.Selector("isFinal(uint64)");

    public static byte[] Call(ContractState state, ReadOnlySpan<byte> data, ulong timestamp_S)
    {
        if (data.StartsWith(Latest))
        {
            var head = state.Head;
            return AbiWriter.Arguments().UInt(head.BatchCount).UInt(head.LastSeq).UInt(head.QueueCursor)
                .UInt(head.Time.Milliseconds).UInt(head.SeqCeiling).UInt(head.ChunkCount)
                .UInt(head.ChunksPosted).UInt(head.FrozenAt_S).UInt(head.CancelledFrom).Build();
        }

        if (data.StartsWith(LastRoot))
        {
            return state.LastRoot.ToArray();
        }

        Check.That(data.StartsWith(HeaderHash) || data.StartsWith(FinalCall));
        var number = new AbiReader(data[Abi.SelectorBytes..].ToArray()).UInt64(0);
        if (data.StartsWith(HeaderHash))
        {
            return state.Batch(number).HeaderHash.ToArray();
        }

        return AbiWriter.Arguments().Bool(IsFinal(state, number, timestamp_S)).Build();
    }

    public static bool IsFinal(ContractState state, ulong number, ulong timestamp_S) =>
        state.Batch(number).CompletedAt_S is var completed && completed != 0
        && timestamp_S >= completed + SettlementTwin.FinalityWindow_S;
}
