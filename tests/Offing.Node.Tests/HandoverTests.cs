using Offing.Node.Tests.Support;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.Deployments;
using Offing.Signing;

namespace Offing.Node.Tests;

/// <summary>The operator's place is handed over on chain: the switches go with it, for whoever replays too.
/// </summary>
public sealed class HandoverTests : IDisposable
{
    private const ulong ChainId = 31_337;

    private static readonly PrivateKey Before = DevelopmentKeys.Operator;
    private static readonly PrivateKey After = PrivateKey.FromSeed("who follows");
    private static readonly OffingDomain Domain = new(ChainId, Address.Zero);

    private readonly NodeWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_switch_that_was_on_its_way_does_nothing_and_the_batch_holds()
    {
        _world.Run(Switch(7, 1, Before));
        TakeOver();
        // Let in before, and logged behind: the door had no reason to refuse it.
        _world.Run(Switch(0, 2, Before));
        Assert.Equal((7, 2UL), _world.Core.Read(state => (state.HaltReason, state.SwitchSequence)));
        _world.Run(Switch(0, 3, After));
        Assert.Equal((0, 3UL), _world.Core.Read(state => (state.HaltReason, state.SwitchSequence)));

        Assert.Null(Verdict());
        _world.Restart();
        Assert.Equal(After.Address, _world.Core.Read(state => state.Operator));
    }

    [Fact]
    public void A_switch_of_the_operator_before_that_would_be_the_next_is_named()
    {
        TakeOver();
        _world.Run(Switch(7, 2, Before));
        Assert.Contains(
            $"its signature is not by {After.Address}", Verdict()!.What, StringComparison.Ordinal);
    }

    private void TakeOver() => _world.Run(new QueueRequest(
        0, RequestType.Parameter, After.Address, After.Address, NodeWorld.Start_Ms / 1_000, [0, 9]));

    private BatchFinding? Verdict()
    {
        _world.Cut();
        var verifier = new BatchVerifier(ChainId, Address.Zero);
        Assert.Null(verifier.Take(_world.Core.Ledger.NextBatch(0)!));
        return verifier.Take(_world.Core.Ledger.NextBatch(1)!);
    }

    private static OperatorSwitch Switch(ushort reason, ulong sequence, PrivateKey key)
    {
        var message = new SwitchMessage(OperatorSwitch.Venue.Value, reason, sequence);
        var signature = new byte[Signature.SizeBytes];
        Secp256k1.Sign(Domain.Digest(message), key).CopyTo(signature);
        return new OperatorSwitch(OperatorSwitch.Venue, reason, sequence, signature);
    }
}
