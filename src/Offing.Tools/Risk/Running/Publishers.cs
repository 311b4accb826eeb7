using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Tools.Publishers;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Running;

/// <summary>
/// The oracle's publishers: once a second each reports every market, unless a fault says else.
/// </summary>
internal sealed class Publishers(Scenario scenario, Clerk clerk)
{
    private readonly ulong[,] _sequences =
        new ulong[scenario.Venue.Publishers.Count, scenario.Venue.Markets.Count];

    public void Report()
    {
        var second = clerk.Second;
        var faults = scenario.Faults.Where(fault => fault.IsAt(second)).ToArray();
        for (var publisher = 0; publisher < scenario.Venue.Publishers.Count; publisher++)
        {
            var own = faults.Where(fault => fault.Names(publisher)).ToArray();
            if (own.Any(fault => fault.Kind == FaultKind.Silence))
            {
                continue;
            }

            foreach (var market in scenario.Venue.Markets)
            {
                var path = scenario.Prices[(int)market.Id.Value];
                var price = (Int128)path.At(second, scenario.Seed, market.Id);
                foreach (var fault in own.Where(fault => fault.Kind == FaultKind.Off))
                {
                    price = price * fault.Share / Nano.One;
                }

                var ticks = (uint)Int128.Clamp(price / RandomWalk.Pow10(market.SzDecimals), 1, uint.MaxValue);
                clerk.Apply(new OracleReport(
                    (byte)publisher, market.Id, new Ticks(ticks), clerk.Now,
                    ++_sequences[publisher, market.Id.Value], []));
            }
        }
    }
}
