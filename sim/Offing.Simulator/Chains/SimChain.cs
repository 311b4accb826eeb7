using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Chains;

/// <summary>A mined transaction of the venue.</summary>
internal sealed record Mined(RawTransaction Transaction, bool Succeeded);

/// <summary>A block with what the contracts hold after it.</summary>
internal sealed record SimBlock(
    L1Block Head, IReadOnlyList<Mined> Mined, IReadOnlyList<L1Log> Logs,
    IReadOnlyList<Pending> Others, ContractState After);

/// <summary>A transaction of somebody else.</summary>
internal abstract record Pending(Address Sender, int Serial)
{
    /// <summary>No earlier block takes it.</summary>
    public ulong NotBefore_S { get; init; }
}

/// <summary>Of a depositor, or of an owner who demands something.</summary>
internal sealed record PendingRequest(Address Account, RequestType Type, byte[] Payload, int Serial)
    : Pending(Account, Serial);

/// <summary>Of one who says that an entry was not posted by its deadline.</summary>
internal sealed record PendingChallenge(Address Sender, Receipt Receipt, int Serial)
    : Pending(Sender, Serial);

/// <summary>A chain with one venue on it: blocks, a pool, reorgs.</summary>
internal sealed class SimChain
{
    public const ulong ChainId = 31_337;
    private const ulong GasUsed = 100_000;
    private const ulong Price_MicroUsd = 1_000_000;

    // Of what a deep reorg took; the rest was spent elsewhere.
    private const int SentAgain_Permille = 750;
    private const int LateMost_S = 30;

    private static readonly UInt128 BaseFee = 1_000_000_000;

    private static readonly Hash32 Requested = Abi.Topic(
        "Requested(uint64,uint8,address,address,uint64,bytes,bytes32)");

    private readonly EventQueue _queue;
    private readonly SimRandom _random;
    private readonly List<SimBlock> _blocks = [];
    private readonly List<RawTransaction> _pool = [];
    private readonly List<Pending> _others = [];
    private readonly HashSet<Hash32> _lost = [];
    private ulong _salt;

    public SimChain(
        EventQueue queue, SimRandom random, SettlementTwin settlement, Address vault, BondTwin bond)
    {
        (_queue, _random, Settlement, Vault, Bond) = (queue, random, settlement, vault, bond);
        _blocks.Add(new SimBlock(
            new L1Block(0, Keccak.Hash("genesis"u8), Hash32.Zero, Now_S, BaseFee), [], [], [],
            new ContractState()));
    }

    public SettlementTwin Settlement { get; }

    public Address Vault { get; }

    public BondTwin Bond { get; }

    public SimBlock Head => _blocks[^1];

    public ContractState State => Head.After;

    public IReadOnlyList<SimBlock> Blocks => _blocks;

    /// <summary>Reorgs that took what the venue had consumed.</summary>
    public int DeepReorgs { get; private set; }

    private ulong Now_S => _queue.Now / 1_000;

    public void Deposit(Address account, ulong amount_MicroUsd) =>
        Enter(account, RequestType.Deposit, Bytes(amount_MicroUsd));

    /// <summary>What an owner demands, with its price.</summary>
    public void Demand(Address account, RequestType type, byte[] rest) =>
        Enter(account, type, [.. Bytes(Price_MicroUsd), .. rest]);

    /// <summary>Says of a receipt's entry that it was not posted in time.</summary>
    public void Challenge(Address challenger, Receipt receipt) =>
        _others.Add(new PendingChallenge(challenger, receipt, _others.Count));

    /// <summary>Mined transactions of a sender.</summary>
    public ulong NonceOf(Address sender) => NonceOf(State, sender);

    private void Enter(Address account, RequestType type, byte[] payload) =>
        _others.Add(new PendingRequest(account, type, payload, _others.Count));

    /// <summary>As the vault packs it.</summary>
    public static byte[] Bytes(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Puts a transaction into the pool, or says why not as a client would.</summary>
    public void Send(byte[] raw)
    {
        var transaction = RawTransaction.Read(raw);
        if (transaction.Nonce < NonceOf(transaction.From))
        {
            throw Refused("nonce too low");
        }

        var other = _pool.FindIndex(
            pooled => pooled.From == transaction.From && pooled.Nonce == transaction.Nonce);
        if (other >= 0 && _pool[other].Hash == transaction.Hash)
        {
            throw Refused("already known");
        }

        if (other >= 0 && transaction.MaxFee < _pool[other].MaxFee + (_pool[other].MaxFee / 10))
        {
            throw Refused("replacement transaction underpriced");
        }

        if (other >= 0)
        {
            _pool.RemoveAt(other);
        }

        _pool.Add(transaction);
    }

    /// <summary>The next block, with what it takes from the pool.</summary>
    /// <param name="lazy">It may leave things in the pool.</param>
    /// <param name="time_S">Of the block; null: now.</param>
    public void Mine(bool lazy, ulong? time_S = null)
    {
        var before = Head;
        var number = before.Head.Number + 1;
        var timestamp = Math.Max(time_S ?? Now_S, before.Head.Timestamp_S);
        var state = before.After;
        var (logs, mined, taken) = (new List<L1Log>(), new List<Mined>(), new List<Pending>());
        var at = new BlockPlace(number, timestamp);
        foreach (var pending in _others.ToArray())
        {
            if (pending.NotBefore_S <= timestamp && (!lazy || _random.Chance(700)))
            {
                _others.Remove(pending);
                taken.Add(pending);
                state = Take(state, pending, at, logs);
            }
        }

        while (_pool.Find(pooled => pooled.Nonce == NonceOf(state, pooled.From)) is { } next
            && (!lazy || _random.Chance(700)))
        {
            _pool.Remove(next);
            (state, var isDone) = Run(state, next, at, logs);
            mined.Add(new Mined(next, isDone));
        }

        var hash = Keccak.Hash(before.Head.Hash.ToArray(), BitConverter.GetBytes(++_salt));
        var head = new L1Block(number, hash, before.Head.Hash, timestamp, BaseFee);
        _blocks.Add(new SimBlock(head, mined, logs, taken, state));
    }

    /// <summary>Takes the newest blocks back; what they held is in the pool again, or most of it.</summary>
    /// <param name="forgets">The pools have nothing of it any more, nor anything else.</param>
    /// <param name="seen">Counts what it took back; null: nobody does.</param>
    public void Reorg(int depth, bool forgets = false, Coverage? seen = null)
    {
        depth = Math.Min(depth, _blocks.Count - 1);
        seen?.Reorg(depth);
        var before = State;
        for (var i = 0; i < depth; i++)
        {
            _others.AddRange(TakeBack().Others);
        }

        _ = before.Batches.Count > State.Batches.Count && seen?.Count(Seen.BatchTakenBack) == true;
        _ = before.Queue.Count > State.Queue.Count && seen?.Count(Seen.DepositTakenBack) == true;
        _ = State.OpenChallenges.Any(open => !before.Challenges[open.Key].IsOpen)
            && seen?.Count(Seen.AnswerTakenBack) == true;
        if (forgets)
        {
            _pool.Clear();
        }

        Shuffle();
        for (var i = 0; i <= depth; i++)
        {
            Mine(lazy: true);
        }
    }

    /// <summary>
    /// Takes back what the venue has consumed. The other chain has grown as fast, so its blocks have the
    /// times of those that are gone; it has some of their requests, in another order, later, or never.
    /// </summary>
    public void ReorgDeeply(int depth)
    {
        DeepReorgs++;
        var before = State;
        var gone = new Stack<SimBlock>();
        while (gone.Count < depth)
        {
            gone.Push(TakeBack());
        }

        _lost.UnionWith(before.Prefixes.Skip(State.Prefixes.Count));
        foreach (var block in gone)
        {
            _others.AddRange(block.Others.Where(_ => _random.Chance(SentAgain_Permille))
                .Select(pending => pending with
                {
                    NotBefore_S = block.Head.Timestamp_S
                        + (_random.Chance(300) ? (ulong)_random.Below(LateMost_S) : 0),
                }));
        }

        Shuffle();
        foreach (var block in gone)
        {
            Mine(lazy: true, block.Head.Timestamp_S);
        }

        Mine(lazy: true);
    }

    /// <summary>Whether the queue begins with what has this hash.</summary>
    public bool Holds(ulong cursor, Hash32 prefix) =>
        cursor < (ulong)State.Prefixes.Count && State.Prefixes[(int)cursor] == prefix;

    /// <summary>Whether the queue began so, and a deep reorg took it.</summary>
    public bool HasLost(Hash32 prefix) => _lost.Contains(prefix);

    // Another miner sees them in another order.
    private void Shuffle()
    {
        for (var i = _others.Count - 1; i > 0; i--)
        {
            var other = _random.Below(i + 1);
            (_others[i], _others[other]) = (_others[other], _others[i]);
        }
    }

    // Pools forget.
    private SimBlock TakeBack()
    {
        var gone = _blocks[^1];
        _blocks.RemoveAt(_blocks.Count - 1);
        _pool.RemoveAll(pooled => gone.Mined.Any(m =>
            m.Transaction.From == pooled.From && m.Transaction.Nonce == pooled.Nonce));
        _pool.AddRange(gone.Mined.Where(_ => _random.Chance(700)).Select(m => m.Transaction));
        return gone;
    }

    /// <summary>What a contract answers at the latest block.</summary>
    public byte[] Call(Address to, byte[] data, Address? from)
    {
        try
        {
            return to == Vault ? VaultTwin.Call(State, data)
                : to == Bond.Address ? BondTwin.Call(State, data)
                : SettlementTwin.IsPosting(data) ? Try(to, data, from ?? default)
                : SettlementReads.Call(State, data, Head.Head.Timestamp_S);
        }
        catch (Revert revert)
        {
            throw new L1RefusedException("eth_call", 3, "execution reverted", revert.Bytes);
        }
    }

    /// <summary>What a client answers who tries a transaction before it is sent.</summary>
    public void Estimate(Address from, Address to, byte[] data)
    {
        try
        {
            Try(to, data, from);
        }
        catch (Revert revert)
        {
            throw new L1RefusedException("eth_estimateGas", 3, "execution reverted", revert.Bytes);
        }
    }

    private byte[] Try(Address to, byte[] data, Address from)
    {
        Execute(State, from, to, data, new BlockPlace(Head.Head.Number + 1, Head.Head.Timestamp_S));
        return [];
    }

    private (ContractState After, IReadOnlyList<(Hash32[] Topics, byte[] Data)> Logs) Execute(
        ContractState state, Address from, Address to, byte[] data, BlockPlace at) =>
        to == Bond.Address
            ? (BondTwin.Answer(state, data, at.Number), [])
            : Settlement.Execute(state, from, data, at);

    private static ulong NonceOf(ContractState state, Address sender) =>
        state.Nonces.GetValueOrDefault(sender);

    private (ContractState State, bool IsDone) Run(
        ContractState state, RawTransaction transaction, BlockPlace at, List<L1Log> logs)
    {
        var paid = state with { Nonces = state.Nonces.SetItem(transaction.From, transaction.Nonce + 1) };
        try
        {
            var (after, said) = Execute(paid, transaction.From, transaction.To, transaction.Data, at);
            logs.AddRange(said.Select(log => new L1Log(
                Settlement.Address, log.Topics, log.Data, at.Number, transaction.Hash)));
            return (after, true);
        }
        catch (Revert)
        {
            return (paid, false);
        }
    }

    private ContractState Take(ContractState state, Pending pending, BlockPlace at, List<L1Log> logs)
    {
        if (pending is PendingRequest request)
        {
            return Enter(state, request, at, logs);
        }

        try
        {
            var challenge = (PendingChallenge)pending;
            var (after, log) = Bond.Open(state, challenge.Sender, challenge.Receipt, at.Number);
            logs.Add(log);
            return after;
        }
        catch (Revert)
        {
            return state;
        }
    }

    private ContractState Enter(
        ContractState state, PendingRequest pending, BlockPlace at, List<L1Log> logs)
    {
        var request = new QueueRequest(
            (ulong)state.Queue.Count, pending.Type, pending.Account, pending.Account, at.Timestamp_S,
            pending.Payload);
        var prefix = RequestHash.Extend(state.Prefixes[^1], request);
        var data = AbiWriter.Arguments().UInt((byte)request.Type).UInt(at.Timestamp_S).Bytes(pending.Payload)
            .Bytes32(prefix).Build();
        Hash32[] topics =
        [
            Requested, Word(w => w.UInt(request.Index)), Word(w => w.Address(request.Account)),
            Word(w => w.Address(request.Sender)),
        ];
        logs.Add(new L1Log(Vault, topics, data, at.Number, Keccak.Hash(data)));
        return state with { Queue = [.. state.Queue, request], Prefixes = [.. state.Prefixes, prefix] };
    }

    private static Hash32 Word(Func<AbiWriter, AbiWriter> write) =>
        new(write(AbiWriter.Arguments()).Build());

    private static L1RefusedException Refused(string reason) =>
        new("eth_sendRawTransaction", -32_000, reason, []);

    /// <summary>The receipt of a mined transaction; null when it is not in the present chain.</summary>
    public L1Receipt? Receipt(Hash32 hash)
    {
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            foreach (var mined in _blocks[i].Mined)
            {
                if (mined.Transaction.Hash == hash)
                {
                    return new L1Receipt(hash, (ulong)i, mined.Succeeded, GasUsed, BaseFee);
                }
            }
        }

        return null;
    }
}
