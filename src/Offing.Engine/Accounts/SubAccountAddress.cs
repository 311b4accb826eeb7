using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Engine.Accounts;

/// <summary>
/// Where sub-accounts stand (spec/rules.md, ENG-ACC-020). The address is a hash, so nobody has its key.
/// </summary>
public static class SubAccountAddress
{
    private const int Ordinal_Bytes = sizeof(uint);

    private static ReadOnlySpan<byte> Prefix => "offing.account.sub."u8;

    /// <summary>The address of a master's sub-account by its ordinal, from 0.</summary>
    public static Address Of(Address master, uint ordinal)
    {
        Span<byte> preimage = stackalloc byte[Prefix.Length + Address.SizeBytes + Ordinal_Bytes];
        Prefix.CopyTo(preimage);
        master.CopyTo(preimage[Prefix.Length..]);
        BinaryPrimitives.WriteUInt32BigEndian(preimage[^Ordinal_Bytes..], ordinal);
        Span<byte> hash = stackalloc byte[Hash32.SizeBytes];
        Keccak.Hash(preimage).CopyTo(hash);
        return new Address(hash[^Address.SizeBytes..]);
    }

    /// <summary>The first one that is no account and no key that was ever granted.</summary>
    // Anybody can deposit to an address that he foresees, or grant it, so a taken one is passed over. Each
    // costs whoever takes it a request or an action of its own, and an account looks at it ten times at
    // most: the walk costs no more than what led to it. No log has the 2^32 entries that could exhaust it.
    internal static Address FirstFree(VenueState state, Account master)
    {
        for (uint ordinal = 0; ; ordinal++)
        {
            var address = Of(master.Owner, ordinal);
            if (state.FindAccount(address) is null && state.FindSession(address) is null)
            {
                return address;
            }
        }
    }
}
