using System.Text;
using Offing.Engine.Accounts;
using Offing.Gateway;
using Offing.Gateway.Venue;
using Offing.Log;
using Offing.MarketData;
using Offing.Node;
using Offing.Node.Receipts;
using Offing.Node.Reversals;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Settlement;
using Offing.Settlement.Contracts;
using Offing.Settlement.Posting;
using Offing.Settlement.Watching;
using Offing.Simulator.Chains;
using Offing.Simulator.Traders;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Nodes;

/// <summary>
/// One run of a node's process: the production rooms, composed as in the host but for threads and sockets.
/// </summary>
internal sealed class SimNode : IDisposable
{
    private readonly SimWorld _world;
    private readonly DepositWatcher _watcher;
    private readonly BatchPoster _poster;
    private readonly VenueSnapshots _snapshots;
    private readonly BlockMarks _marks;
    private readonly ReceiptKeeper _keeper;
    private readonly ChallengeAnswers _answers;
    private LocalLog _local;

    /// <param name="make">Begins the process that makes a snapshot.</param>
    /// <param name="reverse">As the operator gives it.</param>
    /// <exception cref="IOException">The disk does not let it, or the log has no beginning.</exception>
    public SimNode(
        SimWorld world, SimL1Client chain, Func<CancellationToken, Task> make, ulong? reverse = null)
    {
        _world = world;
        var (genesis, deployment) = (world.Genesis, world.Deployment);
        (_local, var log) = world.OpenLog();
        try
        {
            Fold = new VenueFold(genesis);
            var store = new SnapshotStore(world.SnapshotDisk);
            Core = new NodeCore(
                genesis, log, Fold, (ulong)world.Mix.BatchInterval_Ms, snapshots: store, say: world.NotUsed,
                hazards: world.TakesHazard, files: world.Net?.Files());
            if (reverse is { } first)
            {
                ReversalStart.Run(
                    Core, chain, deployment, DepositWatcher.ProductionConfirmations, first,
                    () => world.Clock.Now, world.Say);
            }

            _watcher = new DepositWatcher(
                chain, deployment, world.Saboteur.Wrap(new RequestSink(Core)),
                DepositWatcher.ProductionConfirmations, world.TakesHazard);
            _poster = new BatchPoster(
                chain, deployment, SimWorld.Operator, world.Saboteur.Wrap(Core.Ledger), Core.Ledger.Posted,
                new PosterOptions(), world.TakesHazard);
            Final = new FinalBatches(
                new SettlementContract(chain, deployment.Settlement).IsFinal, Core.Ledger);
            _snapshots = new VenueSnapshots(
                Core, store, Final, world.VenueOptions(make), world.SnapshotDisk.Name, world.Say);
            var floor = ReceiptFloor.Of(
                world.DataDisk, world.IsRestored && !world.Saboteur.ForgetsFloor,
                Core.Read(state => state.InputCursor),
                new SettlementContract(chain, deployment.Settlement).Latest());
            _marks = new BlockMarks(world.DataDisk, ReceiptOffice.MarksName);
            Desk = new ReceiptDesk(
                Core.Receipts, Core.ReadRecord, _marks, Ceiling, world.ReceiptTerms with { Floor = floor },
                world.TakesHazard);
            _keeper = new ReceiptKeeper(
                Core, _marks, () => chain.Head().Number, world.ReceiptTerms.DeadlineBlocks);
            _keeper.Mark();
            _answers = new ChallengeAnswers(
                Core, chain, new ReceiptBondContract(chain, deployment.ReceiptBond),
                new BatchReader(chain, deployment),
                new LoneSender(chain, world.ReceiptTerms.Key, new PosterOptions()), deployment.Block,
                world.Say);
            Venue = new NodeVenue(Core, Facts(world), world.Clock, Final, Desk);
            Gateway = new GatewayCore(Venue, Fold, world.Signers);
        }
        catch
        {
            _local.Dispose();
            throw;
        }
    }

    public NodeCore Core { get; }

    public VenueFold Fold { get; }

    public NodeVenue Venue { get; }

    public GatewayCore Gateway { get; }

    public ReceiptDesk Desk { get; }

    public FinalBatches Final { get; }

    public bool HasFailed => Core.HasFailed;

    /// <summary>What deposits wait for.</summary>
    public SettlementStatus Intake => _watcher.Status;

    /// <summary>What batches wait for.</summary>
    public SettlementStatus Posting => _poster.Status;

    /// <summary>Whether there is something that a person would have to mend.</summary>
    public bool IsStopped => Intake.IsStopped || Posting.IsStopped;

    /// <summary>Whether receipts of before the start are still being looked for.</summary>
    public bool LooksBack => Core.Receipts.Older >= Core.FirstRecord && Core.Receipts.Older > 0;

    /// <summary>What both sides of settlement wait for.</summary>
    public string Waits => $"deposits {_watcher.Status}, batches {_poster.Status}";

    public bool Tick() => Core.Tick(_world.Clock.Now);

    /// <summary>One round of the thread that makes batches; what a disk does not take is tried again.
    /// </summary>
    public bool Commit()
    {
        try
        {
            return Core.Committer.Tick();
        }
        catch (IOException)
        {
            _world.Coverage.Count(Seen.BatchKeptLater);
            return false;
        }
    }

    /// <summary>One round of the thread that talks to the chain.</summary>
    public void Settle()
    {
        var now = _world.Clock.Now;
        _watcher.Tick(now);
        _poster.Tick(now);
        Final.Tick(now);
        _snapshots.Tick(now);
        _keeper.Tick(now);
        if (!_world.Saboteur.LeavesChallenges(_world.Starts))
        {
            _answers.Tick(now);
        }
    }

    /// <summary>The log has failed: the engine is made anew from what is durable, in this process.</summary>
    /// <exception cref="IOException">Not now.</exception>
    public void Recover()
    {
        _local.Dispose();
        (_local, var log) = _world.OpenLog();
        Core.Rebuild(log);
    }

    /// <summary>Takes a request from the wire; the answer may come at once or later, or never.</summary>
    public void Handle(Request request, Action<Told> answer)
    {
        switch (request.Kind)
        {
            case Ask.Report:
                HandleReport(request.Body, answer);
                break;
            case Ask.Receipt:
                answer(Told.Of(Gateway.Receipt(Encoding.UTF8.GetString(request.Body), $"{request.Nonce}")));
                break;
            default:
                HandleAction(
                    request.Body,
                    request.Kind == Ask.Action ? AnswerForm.Compatible : AnswerForm.Native, answer);
                break;
        }
    }

    /// <summary>
    /// The process ends; what it wrote stays in the machine's cache, and a process that it began goes on.
    /// </summary>
    public void Dispose()
    {
        _marks.Dispose();
        _local.Dispose();
    }

    /// <summary>It is told to end: a snapshot for the next start is its last deed.</summary>
    public void Stop()
    {
        _snapshots.Stop(isWhole: true);
        Dispose();
    }

    private void HandleAction(byte[] body, AnswerForm form, Action<Told> answer)
    {
        if (!Gateway.TryAdmit(body, form, out var action, out var refusal))
        {
            answer(Told.Of(refusal));
        }
        else if (_world.Saboteur.Loses(action))
        {
            answer(Told.Of(new GatewayAnswer(200, Sabotage.Saboteur.FalseAnswer)));
        }
        else
        {
            if (form == AnswerForm.Native && _world.Saboteur.PromisesEarly())
            {
                answer(Told.Of(new GatewayAnswer(200, Sabotage.EarlyPromise.Of(
                    Core, action, _world.Clock.Now, _world.ReceiptTerms))));
            }

            Submit(action, result => Gateway.Answer(action, form, result), answer);
        }
    }

    private void HandleReport(byte[] body, Action<Told> answer)
    {
        if (Gateway.TryAdmitReport(body, out var report, out var refusal))
        {
            Submit(report, Gateway.AnswerReport, answer);
        }
        else
        {
            answer(Told.Of(refusal));
        }
    }

    private void Submit(Entry entry, Func<SubmitResult, GatewayAnswer> say, Action<Told> answer) =>
        Venue.Submit(entry, result =>
        {
            var said = say(result);
            var reply = new Reply(
                said.Status, said.Body, result.Output?.Entry.Seq ?? 0,
                result.Refusal == RejectCode.OutcomeUnknown);
            answer(new Told(entry, result.Output, reply, again => say(SubmitResult.Done(again))));
        });

    private ulong Ceiling() =>
        Core.Ledger.LastPosted is { } last ? Core.Ledger.Header(last)?.SeqCeiling ?? 0 : 0;

    private static VenueFacts Facts(SimWorld world) => new(
        world.Genesis, world.Deployment.ChainId, world.Deployment.Vault, world.Deployment.Settlement,
        world.Deployment.Usdc, IsDevelopment: true, AcceptsMainnetLetter: true, AcceptsCompatibleGrant: true,
        Slot.LeverageDefault);
}
