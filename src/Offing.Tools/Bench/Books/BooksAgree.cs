using Offing.Engine.Books.Fast;
using Offing.Primitives;

namespace Offing.Tools.Bench.Books;

/// <summary>The two books have not said the same.</summary>
public sealed class BooksDisagreeException(string message) : Exception(message);

/// <summary>
/// Random operations on the fast book and on the plain one, every answer and every event compared: trades,
/// netting, removals, stops, lowered quantities, refills, refused ids, prices of all of the 32 bits. The same
/// seed makes the same operations.
/// </summary>
public sealed class BooksAgree(ulong seed)
{
    private const int Remembered = 256;
    private const int WalkEvery = 1024;
    private const int ProgressEvery = 1 << 20;

    private readonly FastBook _fast = new(capacity: 0);
    private readonly PlainMatchingBook _plain = new();
    private readonly (ulong Fast, ulong Plain, ulong Tag)[] _ids = new (ulong, ulong, ulong)[Remembered];
    private readonly BookDice _dice = new(seed);
    private AgreeSink _fastSink;
    private AgreeSink _plainSink;
    private AgreePrices _prices;
    private long _at;
    private long _cancelled;
    private long _reduced;
    private int _most;

    /// <summary>What has happened so far, to see that all of it does.</summary>
    public string Seen =>
        $"{_fastSink.Counts}, {_cancelled} cancelled, {_reduced} reduced, {_most} at rest at most";

    /// <summary>Runs so many; <paramref name="progress"/> hears now and then how many are done.</summary>
    /// <returns>A digest of every event.</returns>
    /// <exception cref="BooksDisagreeException">Names the operation.</exception>
    public ulong Run(long operations, Action<long>? progress = null)
    {
        for (_at = 0; _at < operations; _at++)
        {
            if (_at % ProgressEvery == 0)
            {
                progress?.Invoke(_at);
            }

            if (_dice.Below(4096) == 0)
            {
                _prices = AgreePrices.Any(_dice);
            }

            Step();
            Same(_plain.Count, _fast.Count, "count");
            _most = Math.Max(_most, _plain.Count);
            Same(_plainSink.Digest, _fastSink.Digest, "events");
            ComparePeek((Side)(_at & 1));
            if (_at % WalkEvery == 0)
            {
                CompareWalk(Side.Buy);
                CompareWalk(Side.Sell);
            }
        }

        return _fastSink.Digest;
    }

    private void Step()
    {
        var side = (Side)_dice.Below(2);
        var kind = _dice.Below(20);
        var full = _plain.Count > _prices.Most;
        switch (kind)
        {
            case < 9 when !full:
                Add(side);
                break;
            case < 9:
                CancelFirst(side);
                break;
            case < 13:
                var (fast, plain, _) = _ids[_dice.Below(Remembered)];
                Cancel(fast, plain);
                break;
            case 13:
                Reduce(_dice.Below(Remembered));
                break;
            case 14:
                Find(_dice.Below(Remembered));
                break;
            default:
                Take(side, full ? 1000U : 60U);
                break;
        }
    }

    private void Add(Side side)
    {
        var (price, quantity) = (_prices.Next(_dice), 1 + _dice.Below(50));
        var owner = _dice.Below(2) == 0 ? AgreeSink.Trades : _dice.Below(AgreeSink.Owners);
        var tag = (ulong)_at;
        _ids[_dice.Below(Remembered)] = (
            _fast.Add(side, price, quantity, owner, tag), _plain.Add(side, price, quantity, owner, tag), tag);
    }

    private void CancelFirst(Side side)
    {
        if (_fast.TryPeek(side, out var fast, out _) && _plain.TryPeek(side, out var plain, out _))
        {
            Cancel(fast, plain);
        }
    }

    private void Cancel(ulong fast, ulong plain)
    {
        var left = _plain.Cancel(plain);
        Same(left, _fast.Cancel(fast), "cancel");
        _cancelled += left > 0 ? 1 : 0;
    }

    private void Reduce(uint at)
    {
        var (fast, plain, _) = _ids[at];
        var by = _dice.Below(40);
        var done = _plain.Reduce(plain, by);
        Same(done, _fast.Reduce(fast, by), "reduce");
        _reduced += done ? 1 : 0;
    }

    private void Find(uint at)
    {
        var (fast, plain, tag) = _ids[at];
        Same(_plain.TryFind(plain, out var right), _fast.TryFind(fast, out var found), "find");
        Same(right, found, "found");
        var (low, plainLow) = unchecked(((uint)fast, (uint)plain));
        Same(_plain.IdOf(plainLow, tag) == plain, _fast.IdOf(low, tag) == fast, "id of a tag");
        Same(0UL, _fast.IdOf(low, ~tag), "id of another tag");
    }

    private void Take(Side side, uint most)
    {
        var (limit, quantity) = (_prices.Next(_dice), 1 + _dice.Below(most));
        Same(
            _plain.Take(side, limit, quantity, ref _plainSink),
            _fast.Take(side, limit, quantity, ref _fastSink),
            "left of the taker");
    }

    private void ComparePeek(Side side)
    {
        var is1 = _plain.TryPeek(side, out _, out var right);
        Same(is1, _fast.TryPeek(side, out var id, out var first), "peek");
        Same(right, first, "first order");
        Same(is1, _fast.TryBest(side, out var price), "best");
        Same(right.Price, is1 ? price : 0, "best price");
        Same(is1, _fast.TryFind(id, out _), "id of the first order");
    }

    private void CompareWalk(Side side)
    {
        var (fast, plain) = (new AgreeWalk(), new AgreeWalk());
        _fast.Walk(side, ref fast);
        _plain.Walk(side, ref plain);
        Same(plain.Digest, fast.Digest, "walk");
    }

    private void Same<T>(T plain, T fast, string what)
        where T : struct, IEquatable<T>
    {
        if (!plain.Equals(fast))
        {
            throw new BooksDisagreeException(
                $"operation {_at} of seed {seed}: {what}: plain {plain}, fast {fast}");
        }
    }
}
