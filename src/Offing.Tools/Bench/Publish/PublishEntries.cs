using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;
using Offing.Tools.Bench.Books;
using Offing.Tools.Bench.Engines;
using Offing.Tools.Client;

namespace Offing.Tools.Bench.Publish;

/// <summary>
/// Trades as the door lets them in, the signed bytes and all; only the signatures are made up. Each is an
/// order that rests and one that takes all of it, of two accounts out of many, signed one by one.
/// </summary>
internal sealed class PublishEntries
{
    private const int OrdersPerMillisecond = 20;
    private const ulong Report_Ms = 1_000;
    private const ulong Deposit_MicroUsd = 1_000_000_000_000;

    private readonly EngineSetting _setting;
    private readonly BookDice _dice = new(1);
    private readonly ulong[] _nonces;
    private ulong _now_Ms = 1_700_000_000_000;
    private ulong _reported_Ms;
    private ulong _reports;
    private ulong _orders;

    public PublishEntries(int accounts)
    {
        _setting = new EngineSetting(accounts, accounts, Markets: 8, Resting: 0, Commands: 0, Seed: 1);
        _nonces = new ulong[accounts];
        Array.Fill(_nonces, _now_Ms);
        Genesis = _setting.Genesis();
        Machine = new Machine(Genesis);
    }

    public GenesisConfig Genesis { get; }

    public Machine Machine { get; }

    /// <summary>Every account's money and session key.</summary>
    public List<SequencedEntry> Setup()
    {
        var entries = new List<SequencedEntry>();
        Report(entries);
        for (var i = 0; i < _setting.Accounts; i++)
        {
            var payload = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(payload, Deposit_MicroUsd);
            var owner = EngineMix.Owner(i);
            Add(entries, new QueueRequest((ulong)i, RequestType.Deposit, owner, owner, 1, payload));
            Add(entries, Action(SigningScheme.UserTyped, owner, i, new JsonObject
            {
                ["type"] = "approveAgent", ["signatureChainId"] = "0x7a69", ["hyperliquidChain"] = "Testnet",
                ["agentAddress"] = EngineMix.Key(i).ToString(), ["agentName"] = "bench",
                ["nonce"] = _nonces[i] + 1,
            }));
        }

        return Ended(entries);
    }

    /// <summary>A batch of so many trades.</summary>
    public List<SequencedEntry> Trades(int count)
    {
        var entries = new List<SequencedEntry>(2 * count);
        var before = Machine.State.NextTradeId;
        for (var i = 0; i < count; i++)
        {
            var market = Genesis.Markets[Pick(Genesis.Markets.Count)];
            var maker = Pick(_setting.Accounts);
            var taker = (maker + 1 + Pick(_setting.Accounts - 1)) % _setting.Accounts;
            var side = Pick(2) == 0 ? Side.Buy : Side.Sell;
            var lots = 10 + (ulong)Pick(100);
            Order(entries, maker, market, side, lots, TimeInForce.Gtc);
            Order(entries, taker, market, side == Side.Buy ? Side.Sell : Side.Buy, lots, TimeInForce.Ioc);
        }

        Check.That(Machine.State.NextTradeId - before == (ulong)count);
        return Ended(entries);
    }

    private void Order(
        List<SequencedEntry> entries, int account, MarketParameters market, Side side, ulong lots,
        TimeInForce tif)
    {
        if (++_orders % OrdersPerMillisecond == 0)
        {
            _now_Ms++;
        }

        if (_now_Ms - _reported_Ms >= Report_Ms)
        {
            Report(entries);
        }

        var order = new OrderSpec(
            market.Id, side, WireDecimal.FromUnits(EngineMix.Mid * 100, market.PriceDecimals),
            WireDecimal.FromUnits(lots, market.SzDecimals), false, tif, ClientOrderId.None);
        Add(entries, Action(
            SigningScheme.L1Testnet, EngineMix.Key(account), account, ActionJson.Orders(order)));
    }

    private SignedAction Action(SigningScheme scheme, Address signer, int account, JsonObject action)
    {
        var isKnown = JsonTranscoder.TryTranscode(
                Encoding.UTF8.GetBytes(action.ToJsonString()), out var payload, out _)
            & ActionParser.TryParse(payload, out var parsed, out _);
        Check.That(isKnown);
        return new SignedAction(
            scheme, payload!, ++_nonces[account], null, null, Signature(), signer, parsed!.Command);
    }

    private void Report(List<SequencedEntry> entries)
    {
        _reported_Ms = _now_Ms;
        _reports++;
        for (var market = 0U; market < _setting.Markets; market++)
        {
            for (byte publisher = 0; publisher < 2; publisher++)
            {
                Add(entries, new OracleReport(
                    publisher, new MarketId(market), new Ticks(EngineMix.Mid * 100), new Time(_now_Ms),
                    _reports, Signature()));
            }
        }
    }

    private List<SequencedEntry> Ended(List<SequencedEntry> entries)
    {
        Add(entries, new BatchCut(Machine.State.LastBatch + 1));
        return entries;
    }

    private void Add(List<SequencedEntry> entries, Entry entry)
    {
        var seq = Machine.State.InputCursor + 1;
        var sequenced = new SequencedEntry(seq, seq, new Time(_now_Ms), entry);
        Machine.Apply(sequenced);
        entries.Add(sequenced);
    }

    private int Pick(int bound) => (int)_dice.Below((uint)bound);

    private byte[] Signature()
    {
        var bytes = new byte[65];
        for (var i = 0; i < bytes.Length - 1; i++)
        {
            bytes[i] = (byte)(1 + Pick(255));
        }

        bytes[^1] = 27;
        return bytes;
    }
}
