using Offing.Log.Testing;
using Offing.Node.Tests.Support;
using Offing.Protocol;
using Offing.Receipts;

namespace Offing.Node.Tests.Receipts;

/// <summary>
/// No crash, failed write, restart or change of epoch makes the desk sign two leaves for one number, or two
/// texts of one receipt. A log that loses what was durable would: that the test sees such a lie is shown too.
/// </summary>
public sealed class EquivocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Every_receipt_that_was_ever_given_agrees_with_every_other(int seed)
    {
        using var world = new ReceiptWorld();
        var random = new Random(seed);
        var given = new Dictionary<ulong, string>();
        var load = new RandomLoad(world.Node, seed).Prepare();
        for (var life = 0; life < 12; life++)
        {
            Live(world, load, random, given);
            world.Node.Memory.Fails = (_, _) => false;
            if (random.Next(3) == 0)
            {
                world.Restart();
            }
            else
            {
                world.Crash(random.Next);
            }

            world.Node.Tick();
            world.LookBack();
        }

        // All that was ever promised stands in the log as it was promised, and nothing promised is missing.
        foreach (var (seq, text) in given)
        {
            Assert.Equal(text, ReceiptJson.Write(world.Receipt(seq)));
        }

        Assert.True(given.Count > 100);
        Assert.True(world.Node.Core.Read(state => state.Epoch) >= 12);
    }

    [Fact]
    public void A_log_that_forgets_what_was_durable_would_be_caught()
    {
        using var honest = new ReceiptWorld();
        using var forgetful = new ReceiptWorld();
        honest.Node.Ready();
        forgetful.Node.Ready();
        // The same start, and then another entry at the same place: what a restored backup would do.
        honest.Node.Run(Entries.Noop(Entries.Alice, 1_700_000_000_901));
        forgetful.Node.Run(Entries.Noop(Entries.Bob, 1_700_000_000_902));
        var (one, other) = (honest.Receipt(honest.LastSeq), forgetful.Receipt(forgetful.LastSeq));
        Assert.Equal(one.Receipt.Seq, other.Receipt.Seq);
        Assert.True(ReceiptCheck.Contradict(one, other));
    }

    private static void Live(
        ReceiptWorld world, RandomLoad load, Random random, Dictionary<ulong, string> given)
    {
        var failsAt = random.Next(60);
        var failing = random.Next(2) == 0 ? DiskCall.Sync : DiskCall.Write;
        for (var step = 0; step < 30 && !world.Node.Core.HasFailed; step++)
        {
            if (step == failsAt)
            {
                world.Node.Memory.Fails = (call, _) => call == failing;
            }

            // A load does not expect to be refused, so while the disk fails the entries are plain ones.
            if (step < failsAt)
            {
                load.Step();
            }
            else
            {
                world.Node.Offer(Entries.Noop(Entries.Alice, world.Node.NextNonce));
                world.Node.Tick();
            }

            world.Block += (ulong)random.Next(20);
            if (random.Next(4) == 0)
            {
                world.Keeper.Tick(world.Node.Clock.Now);
            }

            Ask(world, random, given);
        }
    }

    private static void Ask(ReceiptWorld world, Random random, Dictionary<ulong, string> given)
    {
        for (var i = 0; i < 6; i++)
        {
            // At times past the end: what is not durable must have none.
            var seq = 1 + (ulong)random.Next((int)world.LastSeq + 3);
            if (world.Desk.Find(seq) is not { Refusal: RejectCode.None, Document: { } document })
            {
                continue;
            }

            Assert.True(seq <= world.LastSeq);
            var text = ReceiptJson.Write(document);
            Assert.True(!given.TryGetValue(seq, out var before) || before == text, $"two for entry {seq}");
            given[seq] = text;
        }
    }
}
