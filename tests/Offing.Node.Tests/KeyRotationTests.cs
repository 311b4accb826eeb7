using System.Text;
using Offing.Gateway;
using Offing.Gateway.Venue;
using Offing.Node.Tests.Support;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Signing;

namespace Offing.Node.Tests;

/// <summary>
/// What the door has let in under a key that goes over meanwhile never stands in a batch: whoever replays
/// would find a forgery in it, and the venue has done nothing wrong.
/// </summary>
public sealed class KeyRotationTests : IDisposable
{
    private const ulong ChainId = 31_337;

    private static readonly PrivateKey Operator = DevelopmentKeys.Operator;
    private static readonly PrivateKey Next = PrivateKey.FromSeed("who follows");
    private static readonly OffingDomain Domain = new(ChainId, Address.Zero);

    private readonly NodeWorld _world = new();
    private readonly GatewayCore _door;
    private ulong _requests;

    public KeyRotationTests()
    {
        var facts = new VenueFacts(
            Repository.Genesis, ChainId, Address.Zero, Address.Zero, Address.Zero, true, true, true, 20);
        var final = new FinalBatches(
            new SettlementContract(new FakeChain(), default).IsFinal, _world.Core.Ledger);
        _door = new GatewayCore(
            new NodeVenue(_world.Core, facts, _world.Clock, final), _world.Market, new Secp256k1Signatures());
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_report_of_the_key_before_that_was_on_its_way_is_refused_at_its_place()
    {
        var late = LetIn(1, Of(0));
        Rotate(0, Next.Address);
        Wait();
        _world.Run(new Tick());
        Refused(late);

        // Nothing of its sequence is used up, and the new key goes on with it.
        _world.Run(LetIn(1, Next, place: 0));
        Assert.Equal(1UL, _world.Core.Read(state => state.Markets[0].Reports[0].Sequence));
        Holds();
    }

    [Fact]
    public void A_report_that_meets_the_change_itself_waits_for_the_next_micro_batch()
    {
        Rotate(0, Next.Address);
        var (late, other) = (LetIn(1, Of(0)), LetIn(1, Of(1)));
        Wait();
        _world.Offer(new Tick());
        _world.Run(late, other);
        Assert.Equal(RejectCode.BadSignature, OutcomeOf(late));
        Assert.Equal(RejectCode.None, OutcomeOf(other));
        Holds();
    }

    [Fact]
    public void Reports_alone_do_not_wait_for_an_entry_that_nobody_sends()
    {
        Rotate(0, Next.Address);
        var (late, other) = (LetIn(1, Of(0)), LetIn(1, Of(1)));
        Wait();
        _world.Run(late, other);
        Assert.Equal(RejectCode.BadSignature, OutcomeOf(late));
        Assert.Equal(RejectCode.None, OutcomeOf(other));
        Holds();
    }

    [Fact]
    public void A_report_for_a_place_that_was_given_up_is_refused()
    {
        var late = LetIn(1, Of(2));
        Rotate(2, Address.Zero);
        Wait();
        _world.Run(new Tick());
        Refused(late);
        Holds();
    }

    [Fact]
    public void Switches_of_the_operator_before_are_refused_however_many_were_on_their_way()
    {
        TakeOver();
        for (var sequence = 1UL; sequence <= 3; sequence++)
        {
            Refused(Switch(sequence, Operator));
        }

        _world.Run(Switch(2, Next));
        Assert.Equal(7, _world.Core.Read(state => state.HaltReason));
        Holds();
    }

    [Fact]
    public void A_switch_in_the_micro_batch_of_the_change_waits_for_the_next()
    {
        var (before, behind) = (Switch(1, Operator), Switch(2, Operator));
        var of = Switch(3, Next);
        _world.Offer(before);
        _world.Offer(Change(Next.Address, [0, 9]));
        _world.Run(behind, of);
        Assert.Equal(RejectCode.None, OutcomeOf(before));
        Assert.Equal(RejectCode.BadSignature, OutcomeOf(behind));
        Assert.Equal(3UL, _world.Core.Read(state => state.SwitchSequence));
        Holds();
    }

    private static PrivateKey Of(int place) =>
        PrivateKey.FromSeed($"offing development publisher {place + 1}");

    // By the door of now.
    private OracleReport LetIn(ulong sequence, PrivateKey key, int? place = null)
    {
        var publisher = place ?? Enumerable.Range(0, 3).First(at => Of(at).Address == key.Address);
        var time = _world.Clock.Now.Milliseconds + 1_000;
        var digest = Domain.Digest(new OracleReportMessage(0, 600_000, time, sequence));
        var body = $$"""
            {"publisher":{{publisher}},"market":0,"price":600000,"time":{{time}},"sequence":{{sequence}},
            "signature":"{{Secp256k1.Sign(digest, key)}}"}
            """;
        Assert.True(
            _door.TryAdmitReport(Encoding.UTF8.GetBytes(body), out var report, out var refusal),
            Encoding.UTF8.GetString(refusal.Body ?? []));
        return report;
    }

    private static OperatorSwitch Switch(ulong sequence, PrivateKey key)
    {
        var message = new SwitchMessage(OperatorSwitch.Venue.Value, 7, sequence);
        var signature = new byte[Signature.SizeBytes];
        Secp256k1.Sign(Domain.Digest(message), key).CopyTo(signature);
        return new OperatorSwitch(OperatorSwitch.Venue, 7, sequence, signature) { Key = key.Address };
    }

    private void Rotate(byte place, Address key) => _world.Run(Change(
        Operator.Address, new ByteWriter(32).U16(8).U8(place).Address(key).U8(2).ToArray()));

    private void TakeOver() => _world.Run(Change(Next.Address, [0, 9]));

    private QueueRequest Change(Address sender, byte[] payload) => new(
        _requests++, RequestType.Parameter, sender, sender, NodeWorld.Start_Ms / 1_000, payload);

    private void Wait() => _world.Clock.Advance((long)Repository.Genesis.ParameterDelay_Ms);

    private void Refused(Entry entry)
    {
        _world.Run(entry);
        Assert.Equal(RejectCode.BadSignature, OutcomeOf(entry));
    }

    private RejectCode OutcomeOf(Entry entry) =>
        Assert.Single(_world.Told, told => ReferenceEquals(told.Entry, entry)).Outcome.Refusal;

    private void Holds()
    {
        var last = _world.Cut();
        var verifier = new BatchVerifier(ChainId, Address.Zero);
        for (var number = 0UL; number <= last; number++)
        {
            Assert.Null(verifier.Take(_world.Core.Ledger.NextBatch(number)!)?.What);
        }
    }
}
