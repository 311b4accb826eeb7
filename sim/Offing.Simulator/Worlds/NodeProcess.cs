using Offing.Log;
using Offing.Node;
using Offing.Node.Snapshots;
using Offing.Settlement;
using Offing.Settlement.L1;
using Offing.Simulator.Chains;
using Offing.Simulator.Disks;
using Offing.Simulator.Nodes;

namespace Offing.Simulator.Worlds;

/// <summary>
/// The node's process: what its threads would do happens by the world's queue; it falls, and is started
/// again.
/// </summary>
internal sealed class NodeProcess
{
    private const int Nap_Ms = 50;
    private const int Settle_Ms = 250;
    private const int Replay_Ms = 100;
    private const int BackOffLeast_Ms = 100;
    private const int BackOffMost_Ms = 10_000;

    private readonly SimWorld _world;
    private readonly SimRandom _random;
    private readonly SimL1Client _client;
    private readonly SimMaker _maker;
    private bool _tickIsDue;
    private bool _isLogToBeRestored;
    private ulong _freeAt;
    private ulong? _reverse;

    // When the node began: reorgs that took what was consumed, and whether one had.
    private (int DeepReorgs, bool HasLost) _began;

    public NodeProcess(SimWorld world, SimL1Client client)
    {
        (_world, _client, _random) = (world, client, world.Random.Fork());
        _maker = new SimMaker(
            world, world.Random.Fork(), () => Node, () => Fell("the power goes", isPowerLost: true));
    }

    /// <summary>Null while there is none.</summary>
    public SimNode? Node { get; private set; }

    public void Begin()
    {
        _world.Queue.In(1, TryStart);
        _world.Queue.In(5, Naps);
        _world.Queue.In(10, Commits);
        _world.Queue.In(20, Settles);
    }

    /// <summary>The process is gone, and what it had not written with it.</summary>
    /// <param name="isPowerLost">What the machine's cache held is gone too, or spoiled.</param>
    public void Fell(string why, bool isPowerLost)
    {
        if (isPowerLost)
        {
            _world.LosePower();
        }

        if (Node is { } node)
        {
            _world.Say($"the node falls: {why}");
            Node = null;
            node.Dispose();
            _world.Queue.In(_random.Between(20, 3_000), TryStart);
        }
    }

    /// <summary>The whole machine is gone; another one takes its place.</summary>
    public void LoseMachine()
    {
        Fell("its machine is lost", isPowerLost: true);
        _isLogToBeRestored = false;
        _world.LoseMachine();
    }

    /// <summary>The process is told to end.</summary>
    public void Stop()
    {
        if (Node is { } node)
        {
            _world.Say("the node is stopped");
            var isSaved = !node.HasFailed && node.Core.HasRecords;
            if (!Guarded(_ => node.Stop()))
            {
                return;
            }

            _ = isSaved && _world.Coverage.Count(Seen.SnapshotMadeAtStop);
            Node = null;
            _world.Queue.In(_random.Between(20, 3_000), TryStart);
        }
    }

    /// <summary>The operator stops it, for a start that takes back what the chain lost.</summary>
    /// <param name="reverse">From which request on; null: nothing is to be taken back.</param>
    public void Restart(ulong? reverse)
    {
        _reverse = reverse;
        Stop();
    }

    /// <summary>The gateway takes a request.</summary>
    public void Handle(Action<SimNode> handle)
    {
        Guarded(handle);
        Wake();
    }

    /// <summary>Something came in. The disk takes its time: what arrives meanwhile comes into the next
    /// micro-batch.</summary>
    private void Wake()
    {
        if (!_tickIsDue)
        {
            _tickIsDue = true;
            _world.Queue.At(Math.Max(_world.Now, _freeAt), () =>
            {
                _tickIsDue = false;
                Ticks();
            });
        }
    }

    /// <summary>The newest batch of the node against the shadow's.</summary>
    public void CheckBatch(SimNode node)
    {
        var last = node.Core.Ledger.Last;
        _world.Trace.Add(_world.Now, TraceKind.Batch, last.Number, last.LastSeq);
        SimFailure.Unless(
            last == _world.Shadow.Headers[(int)last.Number], "state",
            () => $"batch {last.Number} ends in root {last.NewRoot}, by the log it is "
                + $"{_world.Shadow.Headers[(int)last.Number].NewRoot}");
    }

    private void TryStart()
    {
        if (Node is not null)
        {
            return;
        }

        try
        {
            if (_isLogToBeRestored)
            {
                _isLogToBeRestored = false;
                _world.RestoreLog();
            }

            Node = _world.Start(_client, _maker.Make, _reverse);
            _freeAt = _world.Now;
            _began = (_world.Chain.DeepReorgs, !_world.HoldsConsumed);
            _world.CheckStart(Node);
            _world.Say($"the node is up at record {_world.Log.Known.Count}");
            CheckReversed();
        }
        catch (VenueStartException refusal) when (_reverse is not null)
        {
            _reverse = null;
            _world.Say($"the node refuses to start: {refusal.Message}");
            _world.Queue.In(_random.Between(100, 1_000), TryStart);
        }
        catch (LogCorruptException corrupt) when (_world.Disk.WasMisdirected)
        {
            _world.Say($"the log is found corrupt: {corrupt.File} {corrupt.Offset}");
            _world.Coverage.Count(Seen.MisdirectionFound);
            _isLogToBeRestored = true;
            _world.Queue.In(BackOffLeast_Ms, TryStart);
        }
        catch (Exception trouble) when (trouble is IOException or L1UnavailableException)
        {
            NotNow(trouble);
            _world.Say($"the node cannot start: {trouble.GetType().Name}");
            _world.Coverage.Count(Seen.StartFailed);
            _world.Queue.In(_random.Between(100, 1_000), TryStart);
        }
        catch (SimCrash)
        {
            _world.Say("the power goes while the node starts");
            _world.LosePower();
            _world.Queue.In(_random.Between(100, 1_000), TryStart);
        }
    }

    // Whoever gave the words may leave them there.
    private void CheckReversed()
    {
        if (_reverse is not { } first)
        {
            return;
        }

        SimFailure.Unless(
            _world.HoldsConsumed, "reversal",
            () => $"the venue started with --reverse {first}, and the chain still has another queue");
        _world.Coverage.Count(Seen.StartWithReverse);
        _reverse = _random.Chance(500) ? first : null;
    }

    private void Ticks()
    {
        if (Node is not { HasFailed: false })
        {
            return;
        }

        Guarded(node =>
        {
            if (node.Tick())
            {
                _freeAt = _world.Now + (ulong)_random.Between(0, 2 * _world.Mix.Sync_Ms);
                Wake();
            }
        });
        if (Node is { HasFailed: true } failed)
        {
            _world.Say("the log has failed");
            RebuildIn(_random.Between(Replay_Ms, 6 * Replay_Ms), failed, BackOffLeast_Ms);
        }
    }

    private void RebuildIn(int milliseconds, SimNode node, int wait_Ms) => _world.Queue.In(milliseconds, () =>
    {
        if (Node == node)
        {
            Rebuild(node, wait_Ms);
        }
    });

    private void Rebuild(SimNode node, int wait_Ms)
    {
        Guarded(_ =>
        {
            try
            {
                node.Recover();
                _world.Coverage.Count(Seen.RebuiltInProcess);
                _world.Say($"rebuilt in its process at record {_world.Log.Known.Count}");
                _world.CheckStart(node);
                Wake();
            }
            catch (IOException trouble)
            {
                NotNow(trouble);
                _world.Coverage.Count(Seen.RebuildFailedAtFirst);
                RebuildIn(wait_Ms, node, Math.Min(wait_Ms * 2, BackOffMost_Ms));
            }
        });
    }

    // There is always a beginning, even if the medium does not give it now.
    private static void NotNow(Exception trouble) => SimFailure.Unless(
        trouble is not NoBeginningException, "snapshots", () => trouble.Message);

    private void Naps()
    {
        Ticks();
        if (Node is { } node)
        {
            _world.Answers.Shows(node.Venue.Status().HeadSeq);
            _world.Answers.Shows(node.Fold.Seq);
            _ = !_world.IsCalm
                && _world.Shadow.State.Markets.Any(market => market.Mark.Value != 0 && !market.HasQuorum)
                && _world.Coverage.Count(Seen.QuorumLost);
        }

        _world.Queue.In(Nap_Ms, Naps);
    }

    // While the engine is made anew its committer is too.
    private void Commits()
    {
        if (Node is { HasFailed: false })
        {
            Guarded(node =>
            {
                if (node.Commit())
                {
                    CheckBatch(node);
                }
            });
        }

        _world.Queue.In(_random.Between(5, 2 * Nap_Ms), Commits);
    }

    private void Settles()
    {
        Guarded(node =>
        {
            node.Settle();
            CheckStopped(node);
        });
        _world.Queue.In(_random.Between(Settle_Ms / 2, Settle_Ms), Settles);
    }

    // Only what the chain lost may stop it.
    private void CheckStopped(SimNode node)
    {
        var isDue = _began.HasLost || _world.Chain.DeepReorgs != _began.DeepReorgs;
        SimFailure.Unless(
            !node.IsStopped || isDue, "settlement", () => $"deposits {node.Intake}, batches {node.Posting}");
        CheckStopped(node.Intake, SettlementCode.QueueDiverged, Seen.IntakeStopped);
        CheckStopped(node.Posting, SettlementCode.QueueHashMismatch, Seen.PostingStopped);
    }

    private void CheckStopped(SettlementStatus status, SettlementCode due, Seen seen)
    {
        SimFailure.Unless(!status.IsStopped || status.Code == due, "settlement", () => $"{status}");
        _ = status.IsStopped && _world.Coverage.Count(seen);
    }

    // False when the process did not outlive it.
    private bool Guarded(Action<SimNode> step)
    {
        if (Node is not { } node)
        {
            return false;
        }

        try
        {
            step(node);
            return true;
        }
        catch (SimCrash)
        {
            _world.Coverage.Count(Seen.PowerLostInsideACall);
            Fell("the power goes in the middle of a call", isPowerLost: true);
        }
        catch (LogCorruptException) when (_world.Disk.WasMisdirected)
        {
            _isLogToBeRestored = true;
            _world.Coverage.Count(Seen.MisdirectionFound);
            Fell("the log is found corrupt", isPowerLost: false);
        }
        catch (IOException trouble)
        {
            _world.Say($"a thread of the node ends: {trouble.Message}");
            Fell("a thread of it has ended", isPowerLost: false);
        }

        return false;
    }
}
