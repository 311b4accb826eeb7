using Offing.Primitives;
using Offing.Signing;

namespace Offing.Simulator.Chains;

/// <summary>What the settlement contract answers to questions.</summary>
internal static class SettlementReads
{
    private static readonly byte[] Latest = Abi.Selector("latest()");
    private static readonly byte[] LastRoot = Abi.Selector("lastRoot()");
    private static readonly byte[] HeaderHash = Abi.Selector("headerHash(uint64)");
    private static readonly byte[] IsFinal = Abi.Selector("isFinal(uint64)");

    public static byte[] Call(ContractState state, ReadOnlySpan<byte> data, ulong timestamp_S)
    {
        if (data.StartsWith(Latest))
        {
            var head = state.Head;
            return AbiWriter.Arguments().UInt(head.BatchCount).UInt(head.LastSeq).UInt(head.QueueCursor)
                .UInt(head.Time.Milliseconds).UInt(head.SeqCeiling).UInt(head.ChunkCount)
                .UInt(head.ChunksPosted).UInt(head.FrozenAt_S).UInt(0).Build();
        }

        if (data.StartsWith(LastRoot))
        {
            return state.LastRoot.ToArray();
        }

        Check.That(data.StartsWith(HeaderHash) || data.StartsWith(IsFinal));
        var number = new AbiReader(data[Abi.SelectorBytes..].ToArray()).UInt64(0);
        var mark = number < (ulong)state.Batches.Count ? state.Batches[(int)number] : default;
        if (data.StartsWith(HeaderHash))
        {
            return mark.HeaderHash.ToArray();
        }

        var isFinal = mark.CompletedAt_S != 0
            && timestamp_S >= mark.CompletedAt_S + SettlementTwin.FinalityWindow_S;
        return AbiWriter.Arguments().Bool(isFinal).Build();
    }
}
