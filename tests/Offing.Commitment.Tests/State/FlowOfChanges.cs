using System.Text;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Commitment.Tests.State;

/// <summary>
/// What the operator of a <see cref="Flow"/> announces: fees, margin, caps, markets that come and go,
/// publishers that are changed. Some of it is good and some is not, and some is so no more at its time.
/// </summary>
internal sealed class FlowOfChanges(Generator random)
{
    private static readonly byte[] Decimals = [5, 2, 0];

    private int _listed;
    private int _keys;

    /// <param name="first">The first market that was listed: those of genesis stay.</param>
    public byte[] Any(VenueState state, uint first, ulong now)
    {
        var listed = first + (uint)random.Next(Math.Max(1, state.Markets.Count - (int)first));
        return random.Next(12) switch
        {
            0 => Start(2).I64(400_000 + random.Next(90_000)).I64(100_000).U8(0).ToArray(),
            1 => Start(6).Hash(Keccak.Hash([(byte)random.Next(200)])).ToArray(),
            2 => Tiers(random.OneIn(2) ? 1 : listed),
            3 => Start(3).U32(random.OneIn(2) ? 1 : listed).U64((ulong)random.Next(200) * 1_000_000_000)
                .U64(0).U64(0).ToArray(),
            4 => Start(4).U32(listed).Bool(random.OneIn(8)).ToArray(),
            5 => Start(5).U32((uint)Math.Max(first, state.Markets.Count - 1 - random.Next(3)))
                .U64(now + (ulong)random.Next(60_000)).ToArray(),
            7 => Publisher(state),
            6 => random.OneIn(2) ? [0, (byte)random.Next(12)] : Publisher(state),
            _ => Listing(),
        };
    }

    /// <summary>As soon as the delay allows.</summary>
    public static byte[] Delisting(uint market) => Start(5).U32(market).U64(0).ToArray();

    private byte[] Tiers(uint market)
    {
        var leverage = (uint)(5 + random.Next(random.OneIn(6) ? 100 : 20));
        return Start(1).U32(market).U32(leverage).U8(2).U64(0).U32(leverage)
            .U64(1_000_000UL * (ulong)random.Next(20_000)).U32((uint)(1 + random.Next(4))).ToArray();
    }

    private byte[] Listing()
    {
        // Now and then a name that is taken, or will be when its time comes.
        var name = random.OneIn(5) ? $"L{_listed}" : $"L{++_listed}";
        var decimals = random.OneIn(12) ? (byte)7 : random.Pick<byte>(Decimals);
        return Start(7).U8(decimals).U32(5).I64(100_000_000).I64(800_000_000)
            .U64(1_000_000UL * (ulong)random.Next(5_000)).U64((ulong)random.Next(200) * 1_000_000_000)
            .U64(0).U64(0).U8(0).Prefixed(Encoding.ASCII.GetBytes(name)).ToArray();
    }

    // Never fewer than two of the first three, so that prices go on.
    private byte[] Publisher(VenueState state)
    {
        var place = (byte)random.Next(Math.Min(state.Publishers.Count + 1, 5));
        var key = place >= 3 && random.OneIn(2) ? Address.Zero : Key(random.OneIn(4) ? _keys : ++_keys);
        return Start(8).U8(place).Address(key).U8((byte)(random.OneIn(8) ? random.Next(5) : 2)).ToArray();
    }

    private static Address Key(int index) => Address.OfSystem($"flow.changed.{index}");

    private static ByteWriter Start(ushort kind) => new ByteWriter(64).U16(kind);
}
