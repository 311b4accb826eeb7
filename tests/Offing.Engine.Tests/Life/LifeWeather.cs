using Offing.Engine.Markets;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Engine.Tests.Life;

/// <summary>Reports by the weather, ticks, restarts, lost hours, and money for who has lost all.</summary>
/// <param name="stay">Markets that are never delisted.</param>
internal sealed class LifeWeather(ulong seed, int stay) : IWeather
{
    private const uint Listed_Ticks = 1_000;

    private readonly SplitMix _random = new(seed);
    private Weather? _weather;
    private LivingMarkets? _living;
    private MarketState? _broken;

    /// <summary>
    /// Whether what only a fault of memory can do happens too: a funding index that is not what the payments
    /// made of it. No entry can do that, so no replay of the entries has it.
    /// </summary>
    public bool HasFaults { get; init; }

    public IReadOnlyList<IEngineEvent> Happen(Venue venue)
    {
        _weather ??= new Weather(_random);
        _living ??= new LivingMarkets(venue.State, stay);
        while (_weather.Count < venue.State.Markets.Count)
        {
            // One that was listed has no price before its publishers say one.
            _weather.Begin(Math.Max(Listed_Ticks, venue.State.Markets[_weather.Count].Mark.Value));
        }

        switch (_random.Below(1_000))
        {
            case < 830:
                Report(venue, _living.Pick(_random));
                break;
            case < 832 when HasFaults:
                Break(venue);
                break;
            case < 930:
                venue.Apply(new Tick());
                break;
            case < 975:
                Rescue(venue);
                break;
            case < 978:
                venue.Now += _random.Chance(70) ? 2_000UL : 15_000;
                venue.Apply(new Started(venue.State.Epoch + 1));
                break;
            case < 980:
                venue.Now += _random.Chance(90) ? 11_000UL : 3_600_000;
                venue.Apply(new Tick());
                break;
            case < 983:
                TakeBack(venue);
                break;
            default:
                venue.Apply(new BatchCut(venue.State.LastBatch + (ulong)_random.Below(2)));
                break;
        }

        return [];
    }

    private void Report(Venue venue, MarketId market)
    {
        if (_weather!.Next(market) is not { } price)
        {
            return;
        }

        for (byte publisher = 0; publisher < 3; publisher++)
        {
            // Now and then one is off by half, or says nothing, or nothing that counts.
            var off = _random.Below(100);
            if (off != 0)
            {
                venue.Report(publisher, market, off == 1 ? price + (price / 2) : off == 2 ? 0 : price);
            }

            if (_random.Below(30) == 0)
            {
                var mid = (uint)((ulong)price * (ulong)(990 + _random.Below(21)) / 1_000);
                venue.Quote(
                    publisher, (byte)_random.Below(3), market, mid, _random.Below(2_000_001) - 1_000_000);
            }
        }
    }

    // The chain loses a few requests, and some of them come again in another order. At times what is said of
    // them is not so.
    private void TakeBack(Venue venue)
    {
        var lost = new List<QueueRequest>();
        for (var left = 1 + _random.Below(3); left > 0 && venue.Reversal() is { } last; left--)
        {
            var batch = venue.State.LastBatch + (ulong)_random.Below(2);
            venue.Apply(_random.Below(5) switch
            {
                0 => last with { Previous = default, Batch = batch },
                1 => last with { Batch = batch + 2 },
                _ => last with { Batch = batch },
            });
            lost.Add(last.Request);
        }

        foreach (var request in lost.Where(_ => _random.Chance(60)))
        {
            venue.Apply(request with { Index = venue.State.QueueCursor, L1Time = venue.Now / 1_000 });
        }
    }

    // What the last payment left is another number for a while.
    private void Break(Venue venue)
    {
        if (_broken is { } broken)
        {
            broken.FundingAnchor = broken.FundingIndex;
            _broken = null;
        }
        else
        {
            _broken = venue.State.MarketOf(_living!.Pick(_random));
            _broken.FundingAnchor++;
        }

        venue.Apply(new Tick());
    }

    // Whoever is at zero begins again; at times the venue's own accounts are given something.
    private void Rescue(Venue venue)
    {
        var state = venue.State;
        var which = _random.Below(40);
        var owner = which switch
        {
            0 => SystemAccounts.Backstop,
            1 => SystemAccounts.Insurance,
            _ => state.Accounts[_random.Below(state.Accounts.Count)].Owner,
        };
        var account = state.FindAccount(owner)!;
        if ((which < 2 && account.Collateral < Usdc(20_000)) || (!account.IsExempt
            && account != state.Backstop && account.Collateral < Usdc(500)))
        {
            venue.Apply(venue.Request(owner, (ulong)_random.Below(3_000) * 1_000_000));
        }
    }

    private static MicroUsd Usdc(long amount) => new(amount * 1_000_000);
}
