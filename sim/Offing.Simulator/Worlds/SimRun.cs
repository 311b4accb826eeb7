using Offing.Log;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Simulator.Chains;
using Offing.Simulator.Checkers;
using Offing.Simulator.Disks;
using Offing.Simulator.Nodes;
using Offing.Simulator.Traders;

namespace Offing.Simulator.Worlds;

/// <summary>
/// Lets a world live: first everything may go wrong and nothing may be lost, then nothing goes wrong any more
/// and everything must come through.
/// </summary>
internal sealed class SimRun : IWire
{
    private const int Nap_Ms = 50;
    private const int Settle_Ms = 250;
    private const int Report_Ms = 700;
    private const ulong Liveness_Ms = 240_000;

    private readonly SimWorld _world;
    private readonly SimRandom _random;
    private readonly SimL1Client _client;
    private readonly List<Trader> _traders = [];
    private readonly Incidents _incidents;
    private readonly ulong[,] _reports;
    private SimNode? _node;
    private bool _tickIsDue;
    private ulong _freeAt;
    private ulong _dueRequests;

    public SimRun(SimWorld world)
    {
        _world = world;
        _random = world.Random.Fork();
        _client = new SimL1Client(world.Chain, world.Random.Fork(), world.Mix);
        _reports = new ulong[SimGenesis.Publishers, world.Genesis.Markets.Count];
        var text = new WireText(world.Signers);
        for (var i = 0; i < world.Mix.Traders; i++)
        {
            var random = world.Random.Fork();
            var actions = new ActionText(random, world.Genesis, world.Prices);
            _traders.Add(new Trader(i, world.Signers.AddressOf(i), random, actions, text, this));
        }

        _incidents = new Incidents(world, this, _client, world.Random.Fork());
    }

    /// <summary>Commands sent so far.</summary>
    public int Sent { get; private set; }

    /// <summary>With so many commands, or more, the same happens up to here.</summary>
    public int Enough => Math.Min(_client.IsCalm ? int.MaxValue : Sent + 1, _world.Options.Commands);

    /// <summary>Starts of the node's process.</summary>
    public int Starts { get; private set; }

    public int IncidentsSeen => _incidents.Seen;

    /// <inheritdoc/>
    public ulong Now => _world.Now;

    /// <inheritdoc/>
    public bool IsEnough => Sent >= _world.Options.Commands;

    public bool IsUp => _node is not null;

    public IReadOnlyList<Trader> Traders => _traders;

    /// <summary>No report of any publisher comes until then.</summary>
    public ulong SilentUntil { get; set; }

    /// <summary>The whole life.</summary>
    public void Run()
    {
        foreach (var trader in _traders)
        {
            _world.Chain.Deposit(trader.Address, (ulong)_random.Between(1_000, 40_000) * 1_000_000);
            _world.Queue.In(_random.Below(1_000), () => TraderActs(trader));
        }

        _world.Queue.In(1, TryStart);
        _world.Queue.In(5, NodeNaps);
        _world.Queue.In(10, NodeCommits);
        _world.Queue.In(20, NodeSettles);
        _world.Queue.In(30, PublishersReport);
        _world.Queue.In(_world.Mix.Block_Ms, ChainMines);
        _incidents.Begin();
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

    /// <summary>The process is gone, and what it had not written with it.</summary>
    /// <param name="isPowerLost">What the machine's cache held is gone too, or spoiled.</param>
    public void Fell(string why, bool isPowerLost)
    {
        if (_node is null)
        {
            return;
        }

        _world.Say($"the node falls: {why}");
        _node.End();
        _node = null;
        if (isPowerLost)
        {
            _world.Disk.LosePower();
        }

        _world.Queue.In(_random.Between(20, 3_000), TryStart);
    }

    private void Calm()
    {
        _incidents.Stop();
        _world.IsCalm = _world.Network.IsCalm = _client.IsCalm = true;
        SilentUntil = 0;
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

    private bool IsDone() => _node is { } node && !_traders.Exists(trader => trader.HasOpen)
        && LastFinal(node) >= _world.Answers.LastTold && _world.Shadow.State.QueueCursor >= _dueRequests;

    private ulong LastFinal(SimNode node) =>
        node.Final.Last is { } last ? _world.Shadow.Headers[(int)last].LastSeq : 0;

    private string Missing() =>
        $"{_traders.Sum(trader => trader.Open.Count())} requests without an answer, final to entry "
        + $"{(_node is { } node ? LastFinal(node) : 0)} of {_world.Answers.LastTold}, node "
        + $"{(_node is null ? "down" : _node.Waits)}, {_world.Chain.State.Batches.Count} batches posted";

    // Once more from the log alone, and the chain as a stranger reads it.
    private void Finish()
    {
        Fell("the end", isPowerLost: true);
        var until = Now + Liveness_Ms;
        while (_node is null)
        {
            SimFailure.Unless(_world.Queue.Step(until), "liveness", () => "the last start did not come");
        }

        while (_node.Commit())
        {
        }

        CheckBatches(_node);
        _world.Batches.CheckHeaders();
        _world.Batches.CheckData(_client);
        var due = _world.Chain.State.Queue.Count;
        SimFailure.Unless(
            (ulong)due >= _world.Shadow.State.QueueCursor, "deposits",
            () => $"{_world.Shadow.State.QueueCursor} requests consumed of {due}");
        _node.End();
    }

    private void TryStart()
    {
        if (_node is not null)
        {
            return;
        }

        try
        {
            _node = _world.Start(_client);
            Starts++;
            _freeAt = Now;
            SimFailure.Unless(
                !_world.Disk.WasMisdirected, "log", () => "a log is served whose medium wrote elsewhere");
            _world.Say($"the node is up at record {_world.Log.Known.Count}");
        }
        catch (LogCorruptException corrupt) when (_world.Disk.WasMisdirected)
        {
            _world.Say($"the log is found corrupt and restored: {corrupt.File} {corrupt.Offset}");
            _world.RestoreLog();
            _world.Queue.In(100, TryStart);
        }
        catch (IOException trouble)
        {
            _world.Say($"the node cannot start: {trouble.Message}");
            _world.Queue.In(_random.Between(100, 1_000), TryStart);
        }
        catch (SimCrash)
        {
            _world.Say("the power goes while the node starts");
            _world.Disk.LosePower();
            _world.Queue.In(_random.Between(100, 1_000), TryStart);
        }
    }

    private void Arrive(Request request)
    {
        if (_node is not { } node)
        {
            return;
        }

        _world.Trace.Add(Now, TraceKind.Received, (ulong)request.Client, request.Nonce);
        node.Handle(request.Body, (action, outcome, reply) =>
        {
            if (action is not null && outcome?.Output is { } output)
            {
                _world.Answers.Leaves(action, output, reply, node.Gateway);
            }
            else
            {
                AnswerChecker.LeavesWithoutEntry(reply);
            }

            _world.Trace.Add(Now, TraceKind.Told, reply.Seq, Trace.Short(reply.Body));
            _world.Network.Carry(request.Client, () =>
            {
                _world.Trace.Add(Now, TraceKind.Answered, (ulong)request.Client, request.Nonce);
                _traders[request.Client].Receive(request, reply);
            });
        });
        Wake();
    }

    // The disk takes its time: what arrives meanwhile comes into the next micro-batch.
    private void Wake()
    {
        if (!_tickIsDue)
        {
            _tickIsDue = true;
            _world.Queue.At(Math.Max(Now, _freeAt), () =>
            {
                _tickIsDue = false;
                NodeTicks();
            });
        }
    }

    private void NodeTicks()
    {
        if (_node is null)
        {
            return;
        }

        Guard(node =>
        {
            if (node.Tick())
            {
                _freeAt = Now + (ulong)_random.Between(0, 2 * _world.Mix.Sync_Ms);
                Wake();
            }
        });
        if (_node is { HasFailed: true })
        {
            Fell("the log failed", isPowerLost: false);
        }
    }

    private void NodeNaps()
    {
        NodeTicks();
        if (_node is { } node)
        {
            _world.Answers.Shows(node.Venue.Status().HeadSeq);
            _world.Answers.Shows(node.Fold.Seq);
        }

        _world.Queue.In(Nap_Ms, NodeNaps);
    }

    private void NodeCommits()
    {
        Guard(node =>
        {
            if (node.Commit())
            {
                CheckBatches(node);
            }
        });
        _world.Queue.In(_random.Between(5, 2 * Nap_Ms), NodeCommits);
    }

    private void CheckBatches(SimNode node)
    {
        var last = node.Core.Ledger.Last;
        _world.Trace.Add(Now, TraceKind.Batch, last.Number, last.LastSeq);
        SimFailure.Unless(
            last == _world.Shadow.Headers[(int)last.Number], "state",
            () => $"batch {last.Number} ends in root {last.NewRoot}, by the log it is "
                + $"{_world.Shadow.Headers[(int)last.Number].NewRoot}");
    }

    private void NodeSettles()
    {
        Guard(node =>
        {
            node.Settle();
            SimFailure.Unless(node.Stopped is null, "settlement", () => node.Stopped!);
        });
        _world.Queue.In(_random.Between(Settle_Ms / 2, Settle_Ms), NodeSettles);
    }

    private void Guard(Action<SimNode> step)
    {
        if (_node is not { } node)
        {
            return;
        }

        try
        {
            step(node);
        }
        catch (SimCrash)
        {
            Fell("the power goes in the middle of a write", isPowerLost: true);
        }
        catch (LogCorruptException corrupt) when (_world.Disk.WasMisdirected)
        {
            // Found when a record was read again; such a node ends, and whoever runs it puts the log back.
            Fell($"the log is found corrupt: {corrupt.File} {corrupt.Offset}", isPowerLost: false);
            _world.RestoreLog();
        }
        catch (IOException trouble)
        {
            Fell(trouble.Message, isPowerLost: false);
        }
    }

    private void ChainMines()
    {
        _world.Chain.Mine(lazy: !_client.IsCalm);
        var (head, batches) = (_world.Chain.Head.Head, _world.Chain.State.Batches.Count);
        _world.Trace.Add(Now, TraceKind.Block, head.Number, (ulong)batches);
        _world.Batches.CheckHeaders();
        _world.Queue.In(_world.Mix.Block_Ms, ChainMines);
    }

    private void PublishersReport()
    {
        _world.Prices.Move();
        if (_node is { } node && Now >= SilentUntil)
        {
            for (var publisher = 0; publisher < SimGenesis.Publishers; publisher++)
            {
                for (var market = 0; market < _world.Genesis.Markets.Count; market++)
                {
                    if (_random.Chance(850))
                    {
                        Report(node, publisher, market);
                    }
                }
            }

            Wake();
        }

        var slow = _client.IsCalm ? 12 : 1;
        _world.Queue.In(_random.Between(Report_Ms / 2, Report_Ms) * slow, PublishersReport);
    }

    private void Report(SimNode node, int publisher, int market)
    {
        var known = node.Core.Read(state => state.Markets[market].Reports[publisher].Sequence);
        var sequence = _reports[publisher, market] = Math.Max(_reports[publisher, market], known) + 1;
        if (sequence > known + 20)
        {
            // What was in flight when the node fell never came: the publisher asks where it stands.
            sequence = _reports[publisher, market] = known + 1;
        }

        var report = new OracleReport(
            (byte)publisher, new MarketId((uint)market), new Ticks((uint)_world.Prices.Of(market)),
            _world.Clock.Now, sequence, new byte[65]);
        node.Core.TryOffer(new Submission(report), out _);
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
        }

        trader.Insist(always: _client.IsCalm);
        _world.Queue.In(_random.Between(20, 400), () => TraderActs(trader));
    }
}
