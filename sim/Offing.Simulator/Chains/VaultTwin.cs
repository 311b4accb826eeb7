using Offing.Primitives;
using Offing.Signing;

namespace Offing.Simulator.Chains;

/// <summary>What the vault answers, as far as the venue asks it.</summary>
internal static class VaultTwin
{
    private const ulong Bond_MicroUsd = 100_000_000_000;

    private static readonly byte[] PrefixAt = Abi.Selector("prefixAt(uint64)");
    private static readonly byte[] RequestCount = Abi.Selector("requestCount()");
    private static readonly byte[] BondHeld = Abi.Selector("bondHeld()");

    public static byte[] Call(ContractState state, ReadOnlySpan<byte> data)
    {
        if (data.StartsWith(PrefixAt))
        {
            var cursor = new AbiReader(data[Abi.SelectorBytes..].ToArray()).UInt64(0);
            return cursor < (ulong)state.Prefixes.Count
                ? state.Prefixes[(int)cursor].ToArray()
                : throw Revert.With("CursorPastQueue(uint64,uint64)", cursor, (ulong)state.Queue.Count);
        }

        return data.StartsWith(RequestCount) ? Word((ulong)state.Queue.Count)
            : data.StartsWith(BondHeld) ? Word(Bond_MicroUsd)
            : Check.Unreachable<byte[]>("a call that the twin of the vault does not know");
    }

    private static byte[] Word(ulong value) => AbiWriter.Arguments().UInt(value).Build();
}
