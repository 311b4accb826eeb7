using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Signing;
using Offing.Tools.Verification;

namespace Offing.Host.Tests;

/// <summary>What the operator of a venue that posts net data could post instead of an honest batch.</summary>
internal static class NetLies
{
    /// <summary>
    /// The leaves and the root of a state that the inputs do not make, as if its end came a
    /// millisecond later. The contract takes it, and leaves alone do not show it.
    /// </summary>
    public static Batch Invented(
        Deployment deployment, IReadOnlyList<Batch> before, Batch honest, IInputsHolder holder)
    {
        Assert.True(GenesisParser.TryParse(before[0].Data(), out var genesis, out _));
        var (machine, tree, writer) = (new Machine(genesis), new StateTree(Rules.Hash), new NetWriter());
        Note();
        foreach (var batch in before.Skip(1))
        {
            Assert.Equal(batch.Data(), Apply(Inputs(batch)));
        }

        var inputs = Inputs(honest);
        // Every batch has a last entry; an invented fill would be an entry changed in the same way.
        inputs[^1] = inputs[^1] with { Time = new Time(inputs[^1].Time.Milliseconds + 1) };
        return With(honest, Apply(inputs), tree.Root());

        void Note() => writer.Apply(tree, LeafChanges.Capture(machine.State));

        byte[] Apply(IEnumerable<SequencedEntry> entries)
        {
            var withdrawals = entries.SelectMany(entry => machine.Apply(entry).Events.ToList())
                .OfType<WithdrawalQueued>()
                .Select(queued => new WithdrawalLeaf(queued.Index, queued.Owner, queued.Amount)).ToList();
            Note();
            return writer.Write(tree, withdrawals);
        }

        List<SequencedEntry> Inputs(Batch batch) =>
        [
            .. EntryCodec.DecodeBatchData(batch.Header.FirstSeq, holder.InputsOf(batch.Header))
                .Select(entry => Signed(entry, deployment)),
        ];
    }

    /// <summary>The same batch with other data and another root.</summary>
    public static Batch With(Batch batch, byte[] data, Hash32? newRoot = null)
    {
        var chunks = Chunks.Split(data);
        return new Batch(
            batch.Header with
            {
                DataHash = Chunks.DataHash(chunks), NewRoot = newRoot ?? batch.Header.NewRoot,
            },
            [.. chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
    }

    private static SequencedEntry Signed(SequencedEntry entry, Deployment deployment)
    {
        if (entry.Entry is not SignedAction action)
        {
            return entry;
        }

        var domain = new OffingDomain(deployment.ChainId, deployment.Vault);
        Assert.Null(ActionDigest.FindDefect(action, domain, out var signer));
        return entry with { Entry = action with { Signer = signer } };
    }
}
