using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Tools.Publishers;

/// <summary>What a development publisher reports for a market.</summary>
public interface IPriceSource
{
    /// <summary>The price now, or null for a market that this source does not know.</summary>
    Ticks? PriceOf(MarketParameters market, Time now);
}
