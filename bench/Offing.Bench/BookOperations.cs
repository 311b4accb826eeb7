using BenchmarkDotNet.Attributes;
using Offing.Engine.Books.Fast;
using Offing.Primitives;

namespace Offing.Bench;

/// <summary>
/// One operation of the fast book at a time, on a book with a given number of orders at rest, spread over 100
/// levels a side. Each leaves the book as it found it. These figures are of warm caches and learned branches:
/// read them against each other; what a book does under a stream is what ./offing bench book measures.
/// </summary>
[MemoryDiagnoser]
public class BookOperations
{
    private const uint Middle = 1_000_000;
    private const uint Levels = 100;

    private FastBook _book;
    private Trades _sink;
    private uint _at;

    [Params(1_000, 100_000)]
    public int Resting { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _book = new FastBook();
        for (uint order = 0; order < Resting; order++)
        {
            var away = order / 2 % Levels;
            var side = (Side)(order % 2);
            _book.Add(side, side == Side.Buy ? Middle - 1 - away : Middle + 1 + away, 10, 1, order);
        }
    }

    /// <summary>Two operations: an order joins a level that is there, and leaves it.</summary>
    [Benchmark]
    public uint AddAndCancel()
    {
        _at = (_at + 7) % Levels;
        return _book.Cancel(_book.Add(Side.Buy, Middle - 1 - _at, 10, 1, 1));
    }

    /// <summary>Two operations: a new best level comes and goes.</summary>
    [Benchmark]
    public uint AddAndCancelANewBest() => _book.Cancel(_book.Add(Side.Buy, Middle, 10, 1, 1));

    /// <summary>Two operations far from the window: a level of the trie comes and goes.</summary>
    [Benchmark]
    public uint AddAndCancelAFarLevel()
    {
        _at = unchecked(_at + 0x9E37_79B9);
        return _book.Cancel(_book.Add(Side.Sell, 2_000_000_000 + (_at >> 2), 10, 1, 1));
    }

    /// <summary>Two operations: the best order is used up by a taker, and comes back.</summary>
    [Benchmark]
    public ulong TakeOne()
    {
        _book.TryPeek(Side.Sell, out _, out var best);
        _book.Take(Side.Buy, best.Price, best.Quantity, ref _sink);
        return _book.Add(Side.Sell, best.Price, best.Quantity, best.Owner, best.Tag);
    }

    /// <summary>Eleven operations: ten orders a tick inside the touch, and one that sweeps them.</summary>
    [Benchmark]
    public uint SweepTen()
    {
        for (uint order = 0; order < 10; order++)
        {
            _book.Add(Side.Buy, Middle, 10, 1, order);
        }

        return _book.Take(Side.Sell, Middle, 100, ref _sink);
    }

    /// <summary>Counts, so that the trades are not compiled away.</summary>
    private struct Trades : IMatchSink
    {
        private ulong _quantity;

        public readonly Encounter Meet(ulong makerTag, uint makerOwner, uint price, ref uint quantity) =>
            Encounter.Trade;

        public void Trade(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft) =>
            _quantity += quantity;

        public readonly void Netted(
            ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
        {
            // Meet never asks for it.
        }

        public readonly void Removed(ulong makerTag, uint makerOwner, uint price, uint makerLeft)
        {
            // Meet never asks for it.
        }

        public readonly uint Refill(ulong makerTag, uint makerOwner, uint price) => 0;
    }
}
