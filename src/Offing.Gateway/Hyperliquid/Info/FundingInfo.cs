using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>Answers about funding.</summary>
internal sealed class FundingInfo(IVenue venue, VenueFold fold, MarketDirectory markets)
{
    private const int AnswerMax = 500;
    private const ulong Hour_Ms = 3_600_000;

    // Under which clients look for the rate of the venue itself.
    private const string OwnName = "HlPerp";

    public IEnumerable<object> History(MarketParameters market, InfoRequest request)
    {
        var (from, to) = HistoryInfo.Bounds(request, startRequired: true);
        return fold.Fundings(market.Id).Reverse().Where(paid => Inside(paid, from, to)).Take(AnswerMax)
            .Select(paid => new
            {
                coin = market.Name,
                fundingRate = Decimals.Rate(paid.Rate),
                premium = Decimals.Rate(paid.Premium),
                time = paid.Hour.Milliseconds,
            });
    }

    /// <summary>
    /// What the next full hour costs if nothing changes, and what it would cost by the premium that
    /// publishers report of each other venue.
    /// </summary>
    public IEnumerable<object> Predicted()
    {
        var now = venue.Now.Milliseconds;
        var next = now - (now % Hour_Ms) + Hour_Ms;
        var others = venue.OtherVenues().ToLookup(other => other.Market);
        foreach (var market in markets.All)
        {
            var rates = others[market.Id].Select(other => Outlook(other.Venue, other.Rate, next));
            if (fold.Summary(market.Id).Funding is { } own)
            {
                rates = rates.Prepend(Outlook(OwnName, own.Rate, next));
            }

            var known = rates.ToArray();
            if (known.Length > 0)
            {
                yield return new object[] { market.Name, known };
            }
        }
    }

    private static object Outlook(string of, Nano rate, ulong next) =>
        new object[] { of, new { fundingRate = Decimals.Rate(rate), nextFundingTime = next } };

    public IEnumerable<object> OfUser(Address user, InfoRequest request)
    {
        var (from, to) = HistoryInfo.Bounds(request, startRequired: false);
        return Records(user, from, to).Take(AnswerMax).Select(record => new
        {
            time = record.Payment.Hour.Milliseconds,
            hash = Shapes.Hash(record.Payment.Seq),
            delta = new
            {
                type = "funding",
                coin = markets[record.Payment.Market].Name,
                usdc = Decimals.Usd(record.Amount),
                szi = Decimals.Size(markets[record.Payment.Market], record.Size),
                fundingRate = Decimals.Rate(record.Payment.Rate),
                nSamples = (int?)null,
            },
        });
    }

    /// <summary>Of the last payments of all markets, oldest first.</summary>
    public IEnumerable<object> Last(Address user) =>
        Records(user, 0, ulong.MaxValue).TakeLast(AnswerMax).Select(Item);

    /// <summary>Of these payments.</summary>
    public object[] Of(Address user, IReadOnlyList<FundingRecord> payments) =>
        [.. fold.Fundings(user, payments).Select(Item)];

    private IEnumerable<UserFundingRecord> Records(Address user, ulong from, ulong to) => fold.Fundings(
        user,
        [
            .. markets.All.SelectMany(market => fold.Fundings(market.Id))
                .Where(paid => Inside(paid, from, to))
                .OrderBy(paid => paid.Hour).ThenBy(paid => paid.Market),
        ]);

    private object Item(UserFundingRecord record) => new
    {
        time = record.Payment.Hour.Milliseconds,
        coin = markets[record.Payment.Market].Name,
        usdc = Decimals.Usd(record.Amount),
        szi = Decimals.Size(markets[record.Payment.Market], record.Size),
        fundingRate = Decimals.Rate(record.Payment.Rate),
        nSamples = (int?)null,
    };

    private static bool Inside(FundingRecord paid, ulong from, ulong to) =>
        paid.Hour.Milliseconds >= from && paid.Hour.Milliseconds <= to;
}
