using Offing.Primitives;
using Offing.Tools.OrderFlow;

namespace Offing.Tools.Bench.Books;

/// <summary>A workload of another shape than the steady stream.</summary>
/// <param name="Says">What it does, in a few words.</param>
public sealed record BookShape(string Name, string Says, Func<BookWork> Make)
{
    /// <summary>All of them; each makes its work when it is asked for.</summary>
    public static IReadOnlyList<BookShape> All { get; } =
    [
        new("steady", "10,000 orders at rest, 5 million operations", Steady),
        new("deep", "1,000,000 orders at rest over 4,000 levels", Deep),
        new("sparse", "100,000 levels of one order, 37 ticks apart", Sparse),
        new("sweep", "10,000 orders on 100 levels, swept by one", Sweep),
        new("markets", "1,000 books of 200 orders in turn", Markets),
        new("jump", "a touch that jumps 10,000 ticks to and fro over 400 levels", Jump),
        new("growth", "2,000,000 orders come to rest in an empty book, on 400 levels", Growth),
        new("adversary", "one order on each of a million levels, 4,000 ticks apart; all swept", Adversary),
    ];

    /// <summary>A recorded market.</summary>
    public static BookShape Recorded(string path) =>
        new("record", "a real venue's record", () => new(RecordedStream.From(RecordReader.Read(path))));

    private const uint Middle = 2_000_000_000;

    private static BookWork Steady() => new(new BookStreamMaker(1, 10_000).Make(5_000_000));

    private static BookWork Deep()
    {
        const int Resting = 1_000_000;
        return new(new BookStreamMaker(1, Resting, spread: 2000).Make(4_000_000, filled: Resting), Resting);
    }

    private static BookWork Markets() => new(new BookStreamMaker(1, 200).Make(5_000, filled: 200), 200, 1000);

    private static BookWork Sparse()
    {
        const uint Levels = 50_000;
        var flow = new BookFlow();
        var ids = new ulong[2 * Levels];
        uint PriceOf(uint at) => at < Levels ? Middle - 37 * (at + 1) : Middle + 37 * (at - Levels + 1);
        Side SideOf(uint at) => at < Levels ? Side.Buy : Side.Sell;
        for (uint at = 0; at < 2 * Levels; at++)
        {
            ids[at] = flow.New(SideOf(at), PriceOf(at), 10);
        }

        var untimed = flow.Count;
        var dice = new BookDice(1);
        while (flow.Count < 2_000_000)
        {
            // One in ten trades with the best, which then comes back; the others leave and come back.
            var best = dice.Below(10) == 0;
            var at = best ? dice.Below(2) * Levels : dice.Below(2 * Levels);
            if (best)
            {
                flow.Take(SideOf(at) ^ Side.Sell, PriceOf(at), 10);
            }
            else
            {
                flow.Cancel(SideOf(at), ids[at]);
            }

            ids[at] = flow.New(SideOf(at), PriceOf(at), 10);
        }

        return new BookWork(flow.Records, untimed);
    }

    private static BookWork Sweep()
    {
        var flow = new BookFlow();
        var dice = new BookDice(1);
        for (var burst = 0; burst < 200; burst++)
        {
            for (var order = 0; order < 10_000; order++)
            {
                flow.New(Side.Sell, Middle + dice.Below(100), 1 + dice.Below(20));
            }

            flow.Take(Side.Buy, Middle + 100, 1_000_000);
        }

        return new BookWork(flow.Records);
    }

    private static BookWork Jump()
    {
        const uint Levels = 400;
        var flow = new BookFlow();
        for (uint at = 0; at < Levels; at++)
        {
            flow.New(Side.Buy, Middle - at, 1);
        }

        var untimed = flow.Count;
        while (flow.Count < 2_000_000)
        {
            for (uint at = 0; at < Levels; at++)
            {
                flow.New(Side.Buy, Middle + 10_000 - at, 1);
            }

            flow.Take(Side.Sell, Middle + 10_000 - Levels, Levels);
            for (uint at = 0; at < 100; at++)
            {
                flow.Cancel(Side.Buy, flow.New(Side.Buy, Middle - at % 50, 1));
            }
        }

        return new BookWork(flow.Records, untimed);
    }

    private static BookWork Growth()
    {
        var flow = new BookFlow();
        var dice = new BookDice(1);
        for (var order = 0; order < 2_000_000; order++)
        {
            var side = (Side)(order & 1);
            var away = 1 + dice.Below(200);
            flow.New(side, side == Side.Buy ? Middle - away : Middle + away, 1);
        }

        return new BookWork(flow.Records);
    }

    private static BookWork Adversary()
    {
        const uint Levels = 1_000_000;
        var flow = new BookFlow();
        for (uint at = 0; at < Levels; at++)
        {
            // 7919 has no factor in common with a million: every level once, never one beside the last.
            flow.New(Side.Sell, (uint)(at * 7919UL % Levels) * 4000, 1);
        }

        flow.Take(Side.Buy, uint.MaxValue, Levels);
        return new BookWork(flow.Records);
    }
}
