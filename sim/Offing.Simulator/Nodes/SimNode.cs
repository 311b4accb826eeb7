using Offing.Engine.Accounts;
using Offing.Gateway;
using Offing.Gateway.Venue;
using Offing.Log;
using Offing.MarketData;
using Offing.Node;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.Posting;
using Offing.Settlement.Watching;
using Offing.Signing;
using Offing.Simulator.Chains;
using Offing.Simulator.Sabotage;
using Offing.Simulator.Traders;

namespace Offing.Simulator.Nodes;

/// <summary>What a node is started with.</summary>
internal sealed record NodeParts(
    GenesisConfig Genesis, LocalLog Local, ICommitLog Log, IClock Clock, SimL1Client Chain,
    Deployment Deployment, PrivateKey Operator, ISigners Signers, int BatchInterval_Ms, Saboteur Saboteur,
    Hazards Hazards);

/// <summary>
/// One run of a node's process: the production rooms, composed as in the host but for threads and sockets.
/// </summary>
internal sealed class SimNode
{
    private readonly LocalLog _local;
    private readonly IClock _clock;
    private readonly Saboteur _saboteur;
    private readonly DepositWatcher _watcher;
    private readonly BatchPoster _poster;

    public SimNode(NodeParts parts)
    {
        (_local, _clock, _saboteur) = (parts.Local, parts.Clock, parts.Saboteur);
        var (genesis, deployment) = (parts.Genesis, parts.Deployment);
        var market = new VenueFold(genesis);
        Core = new NodeCore(
            genesis, parts.Log, market, (ulong)parts.BatchInterval_Ms, hazards: parts.Hazards);
        Fold = market;
        _watcher = new DepositWatcher(
            parts.Chain, deployment, parts.Saboteur.Wrap(new RequestSink(Core)),
            DepositWatcher.ProductionConfirmations, parts.Hazards);
        _poster = new BatchPoster(
            parts.Chain, deployment, parts.Operator, parts.Saboteur.Wrap(Core.Ledger), Core.Ledger.Posted,
            new PosterOptions(), parts.Hazards);
        Final = new FinalBatches(
            new SettlementContract(parts.Chain, deployment.Settlement).IsFinal, Core.Ledger);
        Venue = new NodeVenue(Core, FactsOf(genesis, deployment), parts.Clock, Final);
        Gateway = new GatewayCore(Venue, Fold, parts.Signers);
    }

    public NodeCore Core { get; }

    public VenueFold Fold { get; }

    public NodeVenue Venue { get; }

    public GatewayCore Gateway { get; }

    public FinalBatches Final { get; }

    public bool HasFailed => Core.HasFailed;

    /// <summary>What a person would have to mend; null: nothing.</summary>
    public string? Stopped => _watcher.Status.IsStopped ? $"deposits: {_watcher.Status}"
        : _poster.Status.IsStopped ? $"batches: {_poster.Status}"
        : null;

    /// <summary>What both sides of settlement wait for.</summary>
    public string Waits => $"deposits {_watcher.Status}, batches {_poster.Status}";

    public bool Tick() => Core.Tick(_clock.Now);

    public bool Commit() => Core.Committer.Tick();

    public void Settle()
    {
        _watcher.Tick(_clock.Now);
        _poster.Tick(_clock.Now);
        Final.Tick(_clock.Now);
    }

    /// <summary>Takes a request from the wire; the answer may come at once or later, or never.</summary>
    public void Handle(byte[] body, Action<SignedAction?, Outcome?, Reply> answer)
    {
        if (!Gateway.TryAdmit(body, out var action, out var refusal))
        {
            answer(null, null, new Reply(refusal.Status, refusal.Body, 0, false));
            return;
        }

        if (_saboteur.Loses(action))
        {
            answer(action, null, new Reply(200, Saboteur.FalseAnswer, 0, false));
            return;
        }

        var submission = new Submission(action, outcome => Answer(action, outcome, answer));
        if (!Core.TryOffer(submission, out var code))
        {
            Answer(action, new Outcome(code, null), answer);
        }
    }

    /// <summary>The process ends; what it wrote stays in the machine's cache.</summary>
    public void End() => _local.Dispose();

    private void Answer(SignedAction action, Outcome outcome, Action<SignedAction?, Outcome?, Reply> answer)
    {
        var said = Gateway.Answer(action, new SubmitResult(outcome.Output, outcome.Refusal));
        answer(action, outcome, new Reply(
            said.Status, said.Body, outcome.Output?.Entry.Seq ?? 0,
            outcome.Refusal == RejectCode.OutcomeUnknown));
    }

    private static VenueFacts FactsOf(GenesisConfig genesis, Deployment deployment) => new(
        genesis, deployment.ChainId, deployment.Vault, deployment.Settlement, deployment.Usdc,
        IsDevelopment: true, AcceptsMainnetLetter: true, AcceptsCompatibleGrant: true, Slot.LeverageDefault);
}
