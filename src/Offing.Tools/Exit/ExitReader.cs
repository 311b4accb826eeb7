using Offing.Commitment.Batches;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Tools.Verification;

namespace Offing.Tools.Exit;

/// <summary>
/// Reads what a way out depends on, from the chain alone: the state is rebuilt by the same engine, batch by
/// batch, and each look goes on where the one before ended. Of a venue that posts net data it takes the
/// leaves: the contracts pay what these prove, and no holder of inputs has to be there for it.
/// </summary>
public sealed class ExitReader
{
    private readonly IL1Client _client;
    private readonly Address _key;
    private readonly ExitScope _scope;
    private readonly VaultContract _vault;
    private readonly DeadlinesContract _times;
    private readonly VenueDeadlines _deadlines;
    private readonly List<ExitWithdrawal> _withdrawals = [];
    private readonly List<QueueRequest> _requests = [];
    private readonly EscapeReader _escape;
    private readonly ChainVerification _verification;
    private (BatchVerifier? Of, int Batches) _collected;
    private Hash32? _judged;
    private readonly ulong _fromBlock;
    private RecordedRequest? _lastRequest;
    private ulong _scanFrom;

    /// <param name="fromBlock">No event of the venue is earlier.</param>
    /// <param name="key">Whose accounts these are.</param>
    /// <exception cref="FormatException">The address is no vault.</exception>
    public ExitReader(
        IL1Client client, Address vault, ulong fromBlock, Address key, ExitScope scope,
        Action<VerifyProgress> progress)
    {
        (_client, _key, _scope) = (client, key, scope);
        (_fromBlock, _scanFrom) = (fromBlock, fromBlock);
        _verification = new ChainVerification(client, vault, fromBlock, progress);
        Deployment = _verification.Deployment;
        _vault = new VaultContract(client, vault);
        _times = new DeadlinesContract(client, Deployment.Settlement);
        _deadlines = _times.Deadlines();
        _escape = new EscapeReader(client, _vault, key, scope);
    }

    /// <summary>Where the venue stands on chain.</summary>
    public Deployment Deployment { get; }

    /// <summary>See <see cref="ChainVerification.UseCheckpoints"/>; one is left at the first look.</summary>
    public void UseCheckpoints(string folder, Action<string> say) =>
        _verification.UseCheckpoints(folder, say);

    /// <summary>The rebuilt venue.</summary>
    public BatchVerifier Venue => _verification.Verifier;

    /// <summary>Everything, at the latest block.</summary>
    public ExitView Read(CancellationToken stop)
    {
        var finding = Verify(stop);
        Collect();
        var head = _client.Head();
        Scan(head.Number);
        var end = _verification.Settlement.End();
        var last_S = end.Batches == 0 ? 0 : _times.CompletedAt_S(end.Batches - 1);
        var accounts = Accounts(head.Timestamp_S);
        return new ExitView
        {
            Key = _key, Now_S = head.Timestamp_S, Deadlines = _deadlines, End = end, Finding = finding,
            IsFrozen = _verification.FrozenAt_S != 0,
            SilentAt_S = (end.Batches == 0 ? _deadlines.DeployedAt_S : last_S) + _deadlines.Silence_S,
            SettledAt_S = last_S + _deadlines.Finality_S,
            IsOfLeaves = Venue.IsOfLeaves, RequestPrice = _vault.RequestPrice(),
            Wallet = Wallet(), Accounts = accounts,
            Withdrawals = Withdrawals(accounts),
            Oldest = _requests.Find(each => each.Index == end.QueueCursor),
            Requests =
            [
                .. _requests.Where(each => each.Account == _key || each.Sender == _key
                        || IsOurs(accounts, each.Account))
                    .Select(each => new ExitRequest(each, IsConsumed(each))),
            ],
            Refundable = end.IsSettled ? [.. _requests.Where(each => IsRefundable(each, end))] : [],
            Escape = end.IsSettled && finding is null && Venue.Last?.Number + 1 == end.Batches
                ? _escape.Read(Venue.Proofs, accounts)
                : null,
        };
    }

    // What did not hold is looked at once more when the chain has something else in its place.
    private BatchFinding? Verify(CancellationToken stop)
    {
        var finding = _verification.Run(stop);
        if (finding is null)
        {
            return null;
        }

        var there = _verification.Settlement.HeaderHash(finding.Batch);
        if (there == _judged)
        {
            return finding;
        }

        _judged = there;
        _verification.Restart();
        return _verification.Run(stop);
    }

    private void Collect()
    {
        if (_collected.Of != Venue)
        {
            // Another reading of the chain, from the first batch on or from a checkpoint.
            _withdrawals.Clear();
            _collected = (Venue, 0);
            _verification.Keep();
        }

        foreach (var (header, leaves) in Venue.Paying.Skip(_collected.Batches))
        {
            var tree = new WithdrawalsTree(leaves);
            _withdrawals.AddRange(leaves.Select(leaf =>
                new ExitWithdrawal(header, leaf, tree.Claim(leaf.Index)!.Value.Proof, 0)));
        }

        _collected = (Venue, Venue.Paying.Count);
    }

    private void Scan(ulong head)
    {
        if (_lastRequest is { } last && _vault.PrefixAt(last.Request.Index + 1) != last.Prefix)
        {
            // A reorg: what was read is not the queue any more.
            _requests.Clear();
            (_lastRequest, _scanFrom) = (null, _fromBlock);
        }

        if (_scanFrom <= head)
        {
            var recorded = _vault.Requests(_scanFrom, head);
            _requests.AddRange(recorded.Select(each => each.Request));
            _lastRequest = recorded.Count > 0 ? recorded[^1] : _lastRequest;
            _scanFrom = head + 1;
        }
    }

    // One that has its place in the vault's line is paid when that is reached.
    private ulong PaidFrom_S(ExitWithdrawal withdrawal, ulong completed_S) =>
        Math.Max(completed_S + _deadlines.Finality_S, _vault.ClaimableFrom(withdrawal.Leaf.Index) ?? 0);

    private List<ExitWithdrawal> Withdrawals(IReadOnlyList<ExitAccount> accounts)
    {
        _withdrawals.RemoveAll(each => _vault.IsPaid(each.Leaf.Index));
        return
        [
            .. _withdrawals.Where(each => _scope == ExitScope.PayAll || each.Leaf.Owner == _key
                    || IsOurs(accounts, each.Leaf.Owner))
                .Select(each => (Each: each, At_S: _times.CompletedAt_S(each.Header.Number)))
                .Where(each => each.At_S != 0)
                .Select(each => each.Each with { FinalAt_S = PaidFrom_S(each.Each, each.At_S) }),
        ];
    }

    private bool IsRefundable(QueueRequest request, VenueEnd end) =>
        (request.Sender == _key || _scope == ExitScope.PayAll) && request.Type != RequestType.Parameter
        && request.Index >= end.QueueCursor && !_vault.IsRefunded(request.Index);

    private static bool IsOurs(IReadOnlyList<ExitAccount> accounts, Address account) =>
        accounts.Any(ours => ours.Address == account);

    private UInt128 Wallet() => new VaultClient(_client, Deployment, null!).BalanceOf(_key);

    // By the state that was read, which the chain may be ahead of by a batch.
    private bool IsConsumed(QueueRequest request) => request.Index < (Venue.Last?.QueueCursor ?? 0);

    private IReadOnlyList<ExitAccount> Accounts(ulong now_S) =>
        Venue.State is { } state ? ExitAccounts.Of(state, Venue.Proofs, _key)
        : Venue.IsOfLeaves ? ExitAccounts.Of(Venue.Proofs, _key, (account, type) => _requests.Where(
            each => each.Account == account && each.Type == type && IsConsumed(each)
                && now_S <= each.L1Time + _deadlines.Forced_S))
        : [];
}
