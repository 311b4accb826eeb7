using Offing.Protocol.Entries;
using Offing.Simulator.Chains;
using Offing.Simulator.Nodes;
using Offing.Simulator.Traders;

namespace Offing.Simulator.Worlds;

/// <summary>
/// Lets a world live: first everything may go wrong and nothing may be lost, then nothing goes wrong any more
/// and everything must come through.
/// </summary>
internal sealed class SimRun : IWire
{
    private const int Report_Ms = 700;
    private const ulong Liveness_Ms = 240_000;
    private const ulong AskAgain_Ms = 1_000;

    // So few that they are answered one by one, whatever else happens.
    private const int OpenChallengesMost = 3;

    // They come in one block, and their answers one by one: so many in half of the time that there is.
    private const int OverdueMost = 7;

    private readonly SimWorld _world;
    private readonly SimRandom _random;
    private readonly SimL1Client _client;
    private readonly NodeProcess _process;
    private readonly List<Trader> _traders = [];
    private readonly Incidents _incidents;
    private readonly DeepReorgs _deepReorgs;
    private readonly SimOperator _operator;
    private ulong _dueRequests;
    private bool _isSilent;

    public SimRun(SimWorld world)
    {
        _world = world;
        _random = world.Random.Fork();
        _client = new SimL1Client(world.Chain, world.Random.Fork(), world.Mix, world.Coverage);
        _process = new NodeProcess(world, _client);
        var text = new WireText(world.Signers);
        for (var i = 0; i < world.Mix.Traders; i++)
        {
            var random = world.Random.Fork();
            var actions = new ActionText(random, world.Genesis, world.Prices);
            _traders.Add(new Trader(i, world.Signers.AddressOf(i), random, actions, text, this));
        }

        for (var i = 0; i < SimGenesis.Publishers; i++)
        {
            var index = i;
            Publishers.Add(new Publisher(
                i, world.Mix.Traders + i, world, world.Random.Fork(), this,
                market => _process.Node?.Core.Read(s => s.Markets[market].Reports[index].Sequence + 1)));
        }

        _incidents = new Incidents(world, this, _process, _client, world.Random.Fork());
        _deepReorgs = new DeepReorgs(world, world.Random.Fork());
        _operator = new SimOperator(world, _process, _client, world.Random.Fork());
    }

    /// <summary>Commands sent so far.</summary>
    public int Sent { get; private set; }

    /// <summary>With so many commands, or more, the same happens up to here.</summary>
    public int Enough => Math.Min(_client.IsCalm ? int.MaxValue : Sent + 1, _world.Options.Commands);

    public int IncidentsSeen => _incidents.Seen + _deepReorgs.Seen;

    /// <inheritdoc/>
    public ulong Now => _world.Now;

    /// <inheritdoc/>
    public bool IsEnough => Sent >= _world.Options.Commands;

    public IReadOnlyList<Trader> Traders => _traders;

    public List<Publisher> Publishers { get; } = [];

    /// <summary>The whole life.</summary>
    public void Run()
    {
        foreach (var trader in _traders)
        {
            _world.Chain.Deposit(trader.Address, (ulong)_random.Between(1_000, 40_000) * 1_000_000);
            _world.Queue.In(_random.Below(1_000), () => TraderActs(trader));
        }

        _process.Begin();
        _world.Queue.In(30, PublishersReport);
        _world.Queue.In(_world.Mix.Block_Ms, ChainMines);
        _incidents.Begin();
        _deepReorgs.Begin();
        _operator.Begin();
        while (!IsEnough)
        {
            _world.Queue.Step(ulong.MaxValue);
        }

        _world.Say($"faults stop after {Sent} commands");
        Calm();
        AwaitEnd();
        Finish();
    }

    /// <inheritdoc/>
    public void Send(Request request)
    {
        Sent += request.IsNew ? 1 : 0;
        _world.Trace.Add(Now, TraceKind.Sent, (ulong)request.Client, request.Nonce);
        _world.Network.Carry(request.Client, () => Arrive(request));
    }

    private void Calm()
    {
        _incidents.Stop();
        _deepReorgs.Stop();
        _world.IsCalm = _world.Network.IsCalm = _client.IsCalm = true;
        _dueRequests = (ulong)_world.Chain.State.Queue.Count;
    }

    private void AwaitEnd()
    {
        var ahead = Math.Max(0, (long)_world.Shadow.State.Time.Milliseconds - (long)Now);
        var until = Now + Liveness_Ms + (ulong)ahead;
        while (!IsDone())
        {
            SimFailure.Unless(
                _world.Queue.Step(until), "liveness",
                () => $"{Liveness_Ms / 1_000} s after the last fault: {Missing()}");
        }
    }

    private bool IsDone() => _process.Node is { } node && !_traders.Exists(trader => trader.HasOpen)
        && LastFinal(node) >= _world.Answers.LastTold && _world.Shadow.State.QueueCursor >= _dueRequests
        && _world.HoldsConsumed;

    private ulong LastFinal(SimNode node) =>
        node.Final.Last is { } last ? _world.Shadow.Headers[(int)last].LastSeq : 0;

    private string Missing() =>
        $"{_traders.Sum(trader => trader.Open.Count())} requests without an answer, final to entry "
        + $"{(_process.Node is { } node ? LastFinal(node) : 0)} of {_world.Answers.LastTold}, node "
        + $"{(_process.Node is null ? "down" : _process.Node.Waits)}, "
        + $"{_world.Chain.State.Batches.Count} batches posted";

    // Once more from what is durable, with every receipt again, and the chain as a stranger reads it.
    private void Finish()
    {
        _process.Fell("the end", isPowerLost: true);
        var until = Now + Liveness_Ms;
        while (_process.Node is null)
        {
            SimFailure.Unless(_world.Queue.Step(until), "liveness", () => "the last start did not come");
        }

        var node = _process.Node;
        while (node.Commit())
        {
        }

        _process.CheckBatch(node);
        AskAgain(node);
        ChallengeAll(node);
        _world.Batches.CheckHeaders();
        _world.Batches.CheckData(_client, _world.Receipts);
        var due = _world.Chain.State.Queue.Count;
        SimFailure.Unless(
            (ulong)due >= _world.Shadow.State.QueueCursor, "deposits",
            () => $"{_world.Shadow.State.QueueCursor} requests consumed of {due}");
        node.Dispose();
    }

    // After its first record the node looks back for those of before its start.
    private void AskAgain(SimNode node)
    {
        Live(AskAgain_Ms);
        while (node.LooksBack)
        {
            node.Settle();
        }

        _traders.ForEach(trader => trader.AskReceipts());
        Live(AskAgain_Ms);
    }

    // What reorgs take back of the answers is answered again; each depth comes in a dozen of seeds.
    private void ChallengeAll(SimNode node)
    {
        _isSilent = true;
        // What is on its way still comes: promised behind the jump of the chain, it would be late at once.
        Live(AskAgain_Ms);
        // After a jump of the clock it would take long.
        if (!_world.Mix.Incidents.Contains(Incident.ClockHour))
        {
            ChallengeOverdue(node);
        }

        var depth = 1 + (int)(_world.Options.Seed % Coverage.ReorgMost_Blocks);
        _world.Chain.Reorg(depth, seen: _world.Coverage);
        AwaitAnswers();
    }

    // Nothing new is promised, what was is posted, and then the chain goes on past every deadline.
    private void ChallengeOverdue(SimNode node)
    {
        AwaitThat(() => LastPosted(node) >= _world.Receipts.LastGiven, "what was promised is not posted");
        _world.Receipts.Jumps();
        for (var i = 0; i < _world.Mix.ReceiptDeadline_Blocks; i++)
        {
            _world.Chain.Mine(lazy: false);
        }

        _traders.Take(OverdueMost).ToList().ForEach(Challenge);
        AwaitAnswers();
    }

    private void AwaitAnswers()
    {
        Live(2 * (ulong)_world.Mix.Block_Ms);
        AwaitThat(() => !_world.Chain.State.OpenChallenges.Any(), "a challenge is open");
    }

    private ulong LastPosted(SimNode node) =>
        node.Core.Ledger.LastPosted is { } last ? _world.Shadow.Headers[(int)last].LastSeq : 0;

    private void AwaitThat(Func<bool> holds, string otherwise)
    {
        var until = Now + Liveness_Ms;
        while (!holds())
        {
            SimFailure.Unless(_world.Queue.Step(until), "liveness", () => otherwise);
        }
    }

    private void Challenge(Trader trader)
    {
        var chain = _world.Chain;
        if (chain.State.OpenChallenges.Count() < OpenChallengesMost && trader.AnyReceipt() is { } receipt
            && receipt.Batch.Deadline < chain.Head.Head.Number)
        {
            chain.Challenge(trader.Address, receipt);
        }
    }

    private void Live(ulong duration_Ms)
    {
        var until = Now + duration_Ms;
        while (_world.Queue.Step(until))
        {
        }
    }

    private void Arrive(Request request)
    {
        _world.Trace.Add(Now, TraceKind.Received, (ulong)request.Client, request.Nonce);
        _process.Handle(node => node.Handle(request, told =>
        {
            var reply = told.Reply;
            _world.Receipts.Leaves(request, reply);
            if (request.Kind != Ask.Receipt)
            {
                _world.Answers.Leaves(told);
            }

            _world.Count(request, reply);
            _world.Trace.Add(Now, TraceKind.Told, reply.Seq, Trace.Short(reply.Body));
            _world.Network.Carry(request.Client, () =>
            {
                _world.Trace.Add(Now, TraceKind.Answered, (ulong)request.Client, request.Nonce);
                if (request.Client < _traders.Count)
                {
                    _traders[request.Client].Receive(request, reply);
                }
            });
        }));
    }

    private void ChainMines()
    {
        _world.Chain.Mine(lazy: !_client.IsCalm);
        var (head, batches) = (_world.Chain.Head.Head, _world.Chain.State.Batches.Count);
        _world.Trace.Add(Now, TraceKind.Block, head.Number, (ulong)batches);
        _world.Batches.CheckHeaders();
        _world.Challenges.Check(_world.Starts);
        _world.Queue.In(_world.Mix.Block_Ms, ChainMines);
    }

    private void PublishersReport()
    {
        if (_isSilent)
        {
            return;
        }

        _world.Prices.Move();
        Publishers.ForEach(publisher => publisher.Act());
        var slow = _client.IsCalm ? 12 : 1;
        _world.Queue.In(_random.Between(Report_Ms / 2, Report_Ms) * slow, PublishersReport);
    }

    // A withdrawal, a position that is to be closed, or what no vault would let in.
    private void Demand(Trader trader)
    {
        var market = SimChain.Bytes((ulong)_random.Between(0, 3))[4..];
        var (type, rest) = _random.Between(0, 3) switch
        {
            0 => (RequestType.Withdraw, SimChain.Bytes((ulong)_random.Between(0, 500) * 1_000_000)),
            1 => (RequestType.Close, (byte[])[.. market, .. SimChain.Bytes(0)]),
            _ => ((RequestType)_random.Between(2, 9), [1, 2, 3]),
        };
        _world.Chain.Demand(trader.Address, type, rest);
    }

    private void TraderActs(Trader trader)
    {
        if (!IsEnough && _world.Shadow.State.FindAccount(trader.Address) is not null)
        {
            trader.Act(most: 8);
            if (_random.Chance(4))
            {
                _world.Chain.Deposit(trader.Address, (ulong)_random.Between(5, 4_000) * 1_000_000);
            }

            if (_random.Chance(4))
            {
                Demand(trader);
            }

            if (_random.Chance(100))
            {
                trader.AskReceipt();
                Challenge(trader);
            }
        }

        trader.Insist(always: _client.IsCalm);
        _world.Queue.In(_random.Between(20, 400), () => TraderActs(trader));
    }
}
