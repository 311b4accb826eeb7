using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Gateway.Native;

/// <summary>The calls of spec/native.md that change something.</summary>
internal sealed class NativeHandler(IVenue venue, ExchangeHandler exchange, MarketDirectory markets)
{
    private readonly OracleDoor _oracle = new(venue.Facts, markets);

    /// <summary>POST /native/grant: a session key under our own domain.</summary>
    public async ValueTask<WireReply> GrantAsync(ReadOnlyMemory<byte> body)
    {
        if (!EnvelopeReader.TryRead(body, nonceRequired: false, out var envelope, out var problem))
        {
            return NativeReply.Error(RejectCode.Malformed, problem, 422);
        }

        if (!exchange.TryAdmit(envelope, out var action, out var error))
        {
            return NativeReply.Error(error.Code, error.Detail);
        }

        if (action.Scheme != SigningScheme.Offing)
        {
            return NativeReply.Error(RejectCode.UnsupportedAction, "of another kind than grant");
        }

        var result = await exchange.SubmitAsync(action);
        if (result.Output is not { } output)
        {
            return NativeReply.Error(result.Refusal, "no new actions are taken");
        }

        foreach (var rejected in output.Events.OfType<ActionRejected>())
        {
            return NativeReply.Error(rejected.Code, rejected.Account.ToString());
        }

        return NativeReply.Ok(new { seq = output.Entry.Seq });
    }

    /// <summary>POST /native/oracle: a publisher's signed price.</summary>
    public async ValueTask<WireReply> OracleAsync(ReadOnlyMemory<byte> body)
    {
        if (!_oracle.TryAdmit(body, out var report, out var error))
        {
            return NativeReply.Error(
                error.Code, error.Detail, error.Code == RejectCode.Malformed ? 422 : 200);
        }

        var result = await exchange.SubmitAsync(report);
        if (result.Output is not { } output)
        {
            return NativeReply.Error(result.Refusal, "no new reports are taken");
        }

        foreach (var refused in output.Events.OfType<ReportRefused>())
        {
            return NativeReply.Error(refused.Code, "");
        }

        return NativeReply.Ok(new { seq = output.Entry.Seq });
    }

    /// <summary>POST /native/settle: ends the batch now and posts it; development only.</summary>
    public async ValueTask<WireReply> SettleAsync(CancellationToken cancel)
    {
        if (!venue.Facts.IsDevelopment)
        {
            return NativeReply.Error(RejectCode.UnsupportedAction, "settle");
        }

        return await venue.SettleAsync(cancel) is { } batch
            ? NativeReply.Ok(new { batch })
            : NativeReply.Error(RejectCode.OutcomeUnknown, "");
    }
}

/// <summary>The calls of spec/native.md that only read.</summary>
internal sealed class NativeQueries(IVenue venue, VenueFold fold)
{
    /// <summary>GET /native/status.</summary>
    public WireReply Status()
    {
        var (facts, now) = (venue.Facts, venue.Status());
        return WireReply.Json(new
        {
            venue = facts.Genesis.Name,
            genesisHash = facts.Genesis.Hash.ToString(),
            chainId = facts.ChainId,
            vault = facts.Vault.ToString(),
            settlement = facts.Settlement.ToString(),
            usdc = facts.Usdc.ToString(),
            development = facts.IsDevelopment,
            headSeq = now.HeadSeq,
            headTime = now.HeadTime.Milliseconds,
            lastBatch = now.LastCut,
            lastPosted = now.LastPosted,
            lastFinal = now.LastFinal,
            stateRoot = now.StateRoot.ToString(),
            publishers = now.Publishers.Select(
                p => new { key = p.Key.ToString(), nextSequence = p.NextSequence }),
        });
    }

    /// <summary>GET /native/account?user=: amounts in micro-USDC and sizes in lots, as integers.</summary>
    public WireReply Account(string? user)
    {
        if (!Address.TryParse(user, out var address))
        {
            return NativeReply.Error(RejectCode.BadAddress, "user must be 0x and 40 hex digits", 422);
        }

        if (venue.FindAccount(address) is not { } account)
        {
            return NativeReply.Error(RejectCode.NotDeposited, address.ToString());
        }

        return NativeReply.Ok(new
        {
            user = address.ToString(),
            collateral = account.Collateral.Value,
            equity = account.Equity.Value,
            marginUsed = account.MarginUsed.Value,
            maintenanceMargin = account.MaintenanceMargin.Value,
            withdrawable = account.Withdrawable.Value,
            openOrders = fold.OpenOrders(address).Count,
            positions = account.Slots.Select(slot => new
            {
                market = slot.Market.Value,
                size = slot.Size.Value,
                entryNotional = slot.EntryNotional.Value,
                leverage = slot.Leverage,
            }),
            sessions = venue.Sessions(address).Select(session => new
            {
                key = session.Key.ToString(),
                name = session.Name,
                expiry = session.Expiry_Ms,
            }),
        });
    }

    /// <summary>GET /native/withdrawals?account=: with all that the contract's claim takes.</summary>
    public WireReply Withdrawals(string? account) =>
        Address.TryParse(account, out var address)
            ? NativeReply.Ok(venue.Withdrawals(address).Select(Withdrawal))
            : NativeReply.Error(RejectCode.BadAddress, "account must be 0x and 40 hex digits", 422);

    private static object Withdrawal(WithdrawalView withdrawal) => new
    {
        index = withdrawal.Index,
        owner = withdrawal.Owner.ToString(),
        amount = withdrawal.Amount.Value,
        batch = withdrawal.Batch,
        state = withdrawal.State switch
        {
            WithdrawalState.Queued => "queued",
            WithdrawalState.Pending => "pending",
            _ => "final",
        },
        claim = withdrawal.Claim is not { } claim ? null : new
        {
            header = Hex.Encode(claim.Header.Encode()),
            path = claim.Path,
            siblings = claim.Siblings.Select(sibling => sibling.ToString()),
        },
    };
}
