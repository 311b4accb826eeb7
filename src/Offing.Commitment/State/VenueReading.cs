using Offing.Engine.Parameters;
using Offing.Engine.Restoring;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.State;

/// <summary>Reads the fields of the venue from the preimages of its root and of its settings.</summary>
internal static class VenueReading
{
    private const int RootsCount = 7;
    private const int PayloadMost_Bytes = 4_096;

    /// <exception cref="CodecException">No such preimages.</exception>
    public static VenueImage Decode(ReadOnlySpan<byte> root, ReadOnlySpan<byte> settings)
    {
        var reader = LeafReading.Begin(root, HashTag.StateRoot);
        if (reader.U16() != StateRoot.Version)
        {
            throw new CodecException("a state root of another version");
        }

        reader.Bytes((1 + RootsCount) * Hash32.SizeBytes);
        var (withdrawals, cursor) = (reader.U64(), reader.U64());
        var (queueHash, inputCursor) = (reader.Hash(), reader.U64());
        reader.Hash();
        reader.U64();
        var (deposits, debited) = (reader.I128(), reader.I128());
        var (time, order) = (new Time(reader.U64()), reader.U64());
        var (trade, epoch, batch) = (reader.U64(), reader.U64(), reader.U64());
        reader.U64();
        var quorum = reader.U8();
        reader.I64();
        var fees = new FeeParameters(new Nano(reader.I64()), new Nano(reader.I64()));
        reader.I64();
        reader.Hash();
        var liquidation = reader.U64();
        reader.End();
        var rest = Settings(settings, fees);
        return rest with
        {
            WithdrawalCount = withdrawals, QueueCursor = cursor, QueueHash = queueHash,
            InputCursor = inputCursor, DepositsCredited = deposits, WithdrawalsDebited = debited,
            Time = time, NextOrderId = order, NextTradeId = trade, Epoch = epoch, LastBatch = batch,
            LiquidationCursor = liquidation, Quorum = quorum,
        };
    }

    private static VenueImage Settings(ReadOnlySpan<byte> settings, FeeParameters fees)
    {
        var reader = LeafReading.Begin(settings, HashTag.Settings);
        reader.Bytes((3 * sizeof(long)) + sizeof(uint) + 1);
        var key = reader.Address();
        var (halt, switches) = (reader.U16(), reader.U64());
        reader.U64();
        reader.U64();
        var closes = reader.U64();
        var (change, rules) = (reader.U64(), reader.Hash());
        var pending = new PendingChange[reader.U8()];
        for (var i = 0; i < pending.Length; i++)
        {
            pending[i] = new PendingChange(
                reader.U64(), new Time(reader.U64()), reader.Prefixed(PayloadMost_Bytes).ToArray());
        }

        var tiers = new FeeTier[reader.U8()];
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new FeeTier(
                new MicroUsd(reader.I64()), new Nano(reader.I64()), new Nano(reader.I64()));
        }

        reader.End();
        return new VenueImage
        {
            WithdrawalCount = 0, QueueCursor = 0, QueueHash = default, InputCursor = 0, DepositsCredited = 0,
            WithdrawalsDebited = 0, Time = default, NextOrderId = 0, NextTradeId = 0, Epoch = 0,
            LastBatch = 0, LiquidationCursor = 0, Quorum = 0, Fees = fees with { Tiers = tiers },
            HaltReason = halt, Operator = key,
            SwitchSequence = switches, NextChange = change, NextRules = rules, Pending = pending,
            CloseCursor = closes,
        };
    }
}
