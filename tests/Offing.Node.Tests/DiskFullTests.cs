using Offing.Log;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Node.Tests;

public sealed class DiskFullTests
{
    [Fact]
    public void A_full_disk_refuses_orders_takes_cancels_and_deposits_and_answers_and_mends_by_itself()
    {
        using var world = new NodeWorld().Ready();
        var order = Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000, clientId: 7);
        world.Run(order);
        world.Memory.Room_Bytes = world.Memory.Used_Bytes;
        while (world.Core.Room == LogRoom.Ample)
        {
            world.Offer(Entries.Order(Entries.Bob, world.NextNonce, Side.Sell, 70_000));
            world.Tick();
        }

        var refused = Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000);
        Assert.Equal(RejectCode.DiskFull, world.Offer(refused));
        Assert.Single(world.Market.OpenOrders(Entries.Alice));
        world.Run(Entries.CancelByClientId(Entries.Alice, world.NextNonce, 7));
        Assert.Empty(world.Market.OpenOrders(Entries.Alice));
        world.Deposit(Entries.Alice, 5);
        Assert.Equal(100_005_000_000, Collateral(world));
        Assert.False(world.Core.HasFailed);

        world.Memory.Room_Bytes = long.MaxValue;
        world.Clock.Advance(1_000);
        world.Tick();
        world.Run(Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000));
        Assert.Single(world.Market.OpenOrders(Entries.Alice));
        var root = Picture.Root(world.Core);
        world.Restart();
        Assert.Equal(root, Picture.Root(world.Core));
    }

    [Fact]
    public void A_full_disk_is_said_once_and_its_end_too()
    {
        var said = new List<string>();
        var report = new StatusReport(said.Add);
        LogRoom[] seen = [LogRoom.Ample, LogRoom.Reserve, LogRoom.Reserve, LogRoom.None, LogRoom.Ample];
        foreach (var room in seen)
        {
            report.Tell(room);
        }

        Assert.Equal(3, said.Count);
        Assert.Contains("disk is full", said[0], StringComparison.Ordinal);
        Assert.Contains("room again", said[2], StringComparison.Ordinal);
    }

    private static long Collateral(NodeWorld world) =>
        world.Core.Read(state => (long)state.FindAccount(Entries.Alice)!.Collateral.Value);
}
