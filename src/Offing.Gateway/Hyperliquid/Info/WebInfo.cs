using Offing.Gateway.Venue;
using Offing.MarketData;
using Offing.Primitives;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>What a trading page asks for at once: webData2, and the account's part of it, webData3.</summary>
internal sealed class WebInfo(
    IVenue venue, VenueFold fold, MarketInfo market, AccountInfo account, HistoryInfo history)
{
    private const string NoValue = "0.0";
    private static readonly object[] Nothing = [];

    public object WebData2(Address user)
    {
        var agent = Agent(user);
        return new
        {
            clearinghouseState = account.ClearinghouseState(user),
            leadingVaults = Nothing,
            totalVaultEquity = NoValue,
            openOrders = history.FullOpenOrders(user),
            agentAddress = agent?.Key.ToString(),
            agentValidUntil = agent?.Expiry_Ms,
            cumLedger = CumulatedLedger(user),
            meta = market.Meta(),
            assetCtxs = market.Contexts(),
            serverTime = venue.Now.Milliseconds,
            isVault = false,
            user = user.ToString(),
            twapStates = history.TwapStates(user),
            spotState = new { balances = Nothing },
            spotAssetCtxs = MarketInfo.SpotContexts(),
            perpsAtOpenInterestCap = market.AtOpenInterestCap(),
        };
    }

    public object WebData3(Address user)
    {
        var agent = Agent(user);
        return new
        {
            userState = new
            {
                agentAddress = agent?.Key.ToString(),
                agentValidUntil = agent?.Expiry_Ms,
                cumLedger = CumulatedLedger(user),
                serverTime = venue.Now.Milliseconds,
                isVault = false,
                user = user.ToString(),
            },
            perpDexStates = new[]
            {
                new { totalVaultEquity = NoValue, perpsAtOpenInterestCap = market.AtOpenInterestCap() },
            },
        };
    }

    // On the wire the agent of an account is the one without a name.
    private SessionView? Agent(Address user) =>
        venue.Sessions(user).LastOrDefault(session => session.Name.Length == 0);

    // Of what is kept of the ledger: deposits less withdrawals, and transfers by their direction.
    private string CumulatedLedger(Address user) => Wire.Decimals.Usd(new MicroUsd(
        fold.Ledger(user).Sum(record => record.Kind switch
        {
            LedgerKind.Deposit => record.Amount.Value,
            LedgerKind.Withdrawal or LedgerKind.Reversal => -record.Amount.Value,
            _ => record.To == user ? record.Amount.Value : -record.Amount.Value,
        })));
}
