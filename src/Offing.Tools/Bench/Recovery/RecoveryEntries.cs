using System.Buffers.Binary;
using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;
using Offing.Tools.Bench.Books;
using Offing.Tools.Bench.Engines;

namespace Offing.Tools.Bench.Recovery;

/// <summary>
/// The entries of a recovery bench, each as the door would let it in, the signed bytes and all; only the
/// signature is made up, since nobody looks at it again.
/// </summary>
internal sealed class RecoveryEntries(RecoveryPlan plan, BookDice dice)
{
    private const ulong Deposit_MicroUsd = 10_000_000_000;
    private readonly EngineMix _mix = new(plan.Setting, dice);
    private readonly ulong[] _nonces = new ulong[plan.Accounts];
    private ulong _reports;

    /// <summary>Orders that are open, as far as outcomes have told.</summary>
    public OpenList Open { get; } = new();

    /// <summary>What an entry did.</summary>
    public void Learn(IReadOnlyList<IEngineEvent> events)
    {
        foreach (var happened in events)
        {
            if (happened is OrderRested rested)
            {
                Open.Add(rested.Order, rested.Market, EngineMix.AccountOf(rested.Account));
            }
            else if (happened is OrderClosed { HadRested: true } closed)
            {
                Open.Remove(closed.Order);
            }
        }
    }

    /// <summary>The account's money and its session key.</summary>
    public IEnumerable<Entry> Enter(int account, Time now)
    {
        var payload = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(payload, Deposit_MicroUsd);
        var owner = EngineMix.Owner(account);
        yield return new QueueRequest((ulong)account, RequestType.Deposit, owner, owner, 1, payload);
        _nonces[account] = now.Milliseconds;
        yield return Grant(owner, account);
    }

    /// <summary>An order that is to rest.</summary>
    public Entry Rest() => Action(_mix.Rest());

    /// <summary>Any order or cancel.</summary>
    public Entry Next() => Action(_mix.Next(Open));

    /// <summary>Prices of all markets, by both publishers.</summary>
    public IEnumerable<Entry> Prices(Time now)
    {
        _reports++;
        for (var market = 0U; market < plan.Setting.Markets; market++)
        {
            for (byte publisher = 0; publisher < 2; publisher++)
            {
                // A walk of a hundredth of a per cent, so that marks do move.
                yield return new OracleReport(
                    publisher, new MarketId(market),
                    new Ticks((EngineMix.Mid * 100) + (uint)(_reports % 3 * 100)), now, _reports,
                    Signature());
            }
        }
    }

    private SignedAction Grant(Address owner, int account)
    {
        var json = "{\"type\":\"approveAgent\",\"signatureChainId\":\"0x7a69\",\"hyperliquidChain\":"
            + $"\"Testnet\",\"agentAddress\":\"{EngineMix.Key(account)}\",\"agentName\":\"bench\","
            + $"\"nonce\":{_nonces[account]}" + "}";
        var isKnown = JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(json), out var payload, out _)
            & ActionParser.TryParse(payload, out var action, out _);
        Check.That(isKnown);
        return new SignedAction(
            SigningScheme.UserTyped, payload!, _nonces[account], null, null, Signature(), owner,
            action!.Command);
    }

    private SignedAction Action((uint Account, Command Command) what)
    {
        var payload = what.Command is PlaceOrders place
            ? CompactMessagePack.Orders(place)
            : CompactMessagePack.Cancels((CancelOrders)what.Command);
        return new SignedAction(
            SigningScheme.L1Testnet, payload, ++_nonces[what.Account], null, null, Signature(),
            EngineMix.Key((int)what.Account), what.Command);
    }

    private byte[] Signature()
    {
        var bytes = new byte[65];
        for (var i = 0; i < 64; i += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i), dice.Next());
        }

        return bytes;
    }
}
