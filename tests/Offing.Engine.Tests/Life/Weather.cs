using Offing.Engine.Tests.Properties;
using Offing.Primitives;

namespace Offing.Engine.Tests.Life;

/// <summary>
/// What the publishers see: calm, and now and then a crash, a squeeze, a gap, or silence; each market by
/// itself, and sometimes all of them at once.
/// </summary>
internal sealed class Weather(SplitMix random)
{
    private readonly List<uint> _start = [];
    private readonly List<long> _price = [];
    private readonly List<int> _left = [];
    private readonly List<int> _drift_PerMille = [];
    private readonly List<int> _silent = [];

    /// <summary>A market more, the next by id, with the price at which it begins.</summary>
    public void Begin(uint price)
    {
        _start.Add(price);
        _price.Add(price);
        _left.Add(0);
        _drift_PerMille.Add(0);
        _silent.Add(0);
    }

    /// <summary>How many have begun.</summary>
    public int Count => _start.Count;

    /// <summary>The next price of a market, in ticks; null when its publishers are silent.</summary>
    public uint? Next(MarketId of)
    {
        var market = (int)of.Value;
        if (random.Below(150) == 0)
        {
            var turn = random.Below(4);
            foreach (var i in random.Chance(25) ? Enumerable.Range(0, _price.Count) : [market])
            {
                Turn(i, turn);
            }
        }

        if (_silent[market] > 0)
        {
            _silent[market]--;
            return null;
        }

        var drift = _left[market]-- > 0 ? _drift_PerMille[market] : 0;
        // Back towards where it began, so that a long life stays inside its ticks.
        var pull = _price[market] > 2L * _start[market] ? -2 : _price[market] < _start[market] / 2 ? 2 : 0;
        var step = ((drift + pull) * 1_000) + random.Below(6_001) - 3_000;
        Move(market, step);
        return (uint)_price[market];
    }

    private void Turn(int market, int turn)
    {
        switch (turn)
        {
            case 0:
                (_left[market], _drift_PerMille[market]) = (10 + random.Below(60), -8 - random.Below(12));
                break;
            case 1:
                (_left[market], _drift_PerMille[market]) = (10 + random.Below(60), 8 + random.Below(12));
                break;
            case 2:
                Move(market, (random.Below(2) * 2 - 1) * (100_000 + random.Below(250_000)));
                break;
            default:
                _silent[market] = 4 + random.Below(40);
                break;
        }
    }

    private void Move(int market, int millionths) => _price[market] = Math.Clamp(
        _price[market] + (_price[market] * millionths / 1_000_000),
        Math.Max(2, _start[market] / 10), Math.Min(uint.MaxValue / 2, 10L * _start[market]));
}
