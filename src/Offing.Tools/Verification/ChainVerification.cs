using System.Globalization;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Events;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;

namespace Offing.Tools.Verification;

/// <summary>How far a check of the chain is.</summary>
/// <param name="Batches">That hold.</param>
/// <param name="Posted">That the chain has.</param>
/// <param name="Begun">Batches and entries that held before this run, by a checkpoint.</param>
public sealed record VerifyProgress(
    ulong Batches, ulong Posted, ulong Entries, (ulong Batches, ulong Entries) Begun);

/// <summary>
/// Reads every batch of a venue from a chain client and holds it against the rules. It starts with nothing
/// but the address of the vault.
/// </summary>
public sealed class ChainVerification
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // Between two checkpoints while it goes on: writing one takes a fraction of a second.
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(1);

    private readonly IL1Client _client;
    private readonly ulong _fromBlock;
    private readonly Action<VerifyProgress> _progress;
    private readonly IInputsHolder? _inputs;
    private readonly Action<EntryOutput>? _told;
    private (ulong Number, long Since)? _withheld;
    private Deployment _deployment;
    private Checkpoints? _checkpoints;
    private (ulong Batches, ulong Entries) _begun;
    private long _keptAt = Environment.TickCount64;

    /// <param name="fromBlock">No batch of the venue is earlier.</param>
    /// <param name="inputs">Who has what batches of net data do not carry; null: nobody is asked.</param>
    /// <param name="told">Told what each entry made; null: nobody is.</param>
    /// <exception cref="FormatException">The address is no vault.</exception>
    public ChainVerification(
        IL1Client client, Address vault, ulong fromBlock, Action<VerifyProgress> progress,
        IInputsHolder? inputs = null, Action<EntryOutput>? told = null)
    {
        _told = told;
        (_client, _fromBlock, _progress, _inputs) = (client, fromBlock, progress, inputs);
        if (client.Code(vault).Length == 0)
        {
            throw new FormatException($"--vault {vault}: the chain has no contract there");
        }

        _deployment = Find(client, vault, fromBlock);
        Settlement = new SettlementContract(client, _deployment.Settlement);
        Verifier = Begin();
    }

    /// <summary>
    /// How long inputs may be withheld while it follows, before that is a finding; null: for ever.
    /// </summary>
    public TimeSpan? WithheldMost { get; set; }

    private static Deployment Find(IL1Client client, Address vault, ulong fromBlock)
    {
        var contract = new VaultContract(client, vault);
        try
        {
            return new Deployment(
                client.ChainId(), contract.Token(), vault, contract.Settlement(), default, fromBlock);
        }
        catch (L1RefusedException)
        {
            throw new FormatException($"--vault {vault}: the contract there is no vault of a venue");
        }
    }

    /// <summary>
    /// Whether contracts that were deployed with other deadlines than genesis names are a finding.
    /// </summary>
    public bool ComparesDeadlines { get; set; }

    /// <summary>Where the venue stands on chain.</summary>
    public Deployment Deployment => _deployment with { Block = _fromBlock };

    /// <summary>The contract that holds the batches.</summary>
    public SettlementContract Settlement { get; }

    /// <summary>What holds so far.</summary>
    public BatchVerifier Verifier { get; private set; }

    /// <summary>Block time of the freeze in seconds; zero while the venue runs.</summary>
    public ulong FrozenAt_S { get; private set; }

    /// <summary>The first batch that watchers cancelled; zero when none is.</summary>
    public ulong CancelledFrom { get; private set; }

    /// <summary>The first batch that this run looked at; above zero behind a checkpoint.</summary>
    public ulong From => _begun.Batches;

    /// <summary>All batches that the chain has now; null when all hold.</summary>
    /// <exception cref="BatchDataException">The chain client contradicts itself.</exception>
    public BatchFinding? Run(CancellationToken stop)
    {
        var to = _client.Head().Number;
        var head = Settlement.Latest();
        (FrozenAt_S, CancelledFrom) = (head.FrozenAt_S, head.CancelledFrom);
        if (Verifier.Last is { } last && Settlement.HeaderHash(last.Number) != last.Hash())
        {
            // A reorg or a cancellation: what was read is not the venue's any more.
            Restart();
        }

        var next = Verifier.Last is { } held ? held.Number + 1 : 0;
        foreach (var read in new BatchReader(_client, _deployment).Read(next, to))
        {
            stop.ThrowIfCancellationRequested();
            if (CancelledFrom != 0 && read.Batch.Header.Number >= CancelledFrom)
            {
                break;
            }

            if (Verifier.Take(read.Batch) is { } finding)
            {
                return finding;
            }

            if (read.Batch.Header.Number == 0)
            {
                if (ComparesDeadlines && OtherDeadlines() is { } mismatch)
                {
                    return mismatch;
                }

                if (_checkpoints?.TryLoad(Verifier) is true)
                {
                    return GoOn(stop);
                }
            }

            _deployment = _deployment with { Block = read.Block };
            _progress(new VerifyProgress(
                read.Batch.Header.Number + 1, head.BatchCount, Verifier.Entries, _begun));
            if (Environment.TickCount64 - _keptAt >= KeepEvery.TotalMilliseconds)
            {
                Keep();
            }
        }

        return null;
    }

    /// <summary>Begins behind checkpoints of this folder, and leaves such there for other runs.</summary>
    /// <param name="say">Told where it begins, and why not behind a newer one.</param>
    /// <exception cref="FormatException">The folder cannot be made.</exception>
    public void UseCheckpoints(string folder, Action<string> say)
    {
        try
        {
            _checkpoints = new Checkpoints(
                folder, _deployment.ChainId, _deployment.Vault, Settlement, say);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"--checkpoint {folder}: the folder cannot be made: {error.Message}");
        }
    }

    /// <summary>Leaves a checkpoint, when a folder for it was named.</summary>
    public void Keep()
    {
        _checkpoints?.Save(Verifier);
        _keptAt = Environment.TickCount64;
    }

    private BatchFinding? GoOn(CancellationToken stop)
    {
        var last = Verifier.Last!.Number;
        _begun = (last + 1, Verifier.Entries);
        _deployment = _deployment with { Block = Settlement.CompletedBlock(last) };
        return Run(stop);
    }

    /// <summary>Forgets what was read: the next run begins with batch 0.</summary>
    public void Restart()
    {
        Verifier = Begin();
        (_deployment, _begun) = (Deployment, default);
    }

    /// <summary>
    /// Goes on with each batch that comes, to one that does not hold; null: stopped. A chain client that is
    /// away or contradicts itself is asked again.
    /// </summary>
    /// <param name="say">Told of what is in the way, once.</param>
    /// <param name="between">Done after each look at the chain, with the last batch that holds.</param>
    public async Task<BatchFinding?> FollowAsync(
        Action<string> say, Action<BatchHeader?> between, CancellationToken stop)
    {
        var told = "";
        while (!stop.IsCancellationRequested)
        {
            var inTheWay = "";
            try
            {
                if (Run(stop) is { } finding)
                {
                    return finding;
                }

                between(Verifier.Last);
            }
            catch (InputsWithheldException gap)
            {
                if (Withheld(gap) is { } finding)
                {
                    return finding;
                }

                inTheWay = gap.Message;
            }
            catch (Exception error) when (IsOfTheChain(error))
            {
                inTheWay = error.Message;
            }

            if (inTheWay != told)
            {
                say(inTheWay.Length > 0 ? $"{inTheWay}; asking again" : "the chain answers again");
                told = inTheWay;
            }

            await PauseAsync(stop);
        }

        return null;
    }

    // The machine closes what an owner demands by the one, anybody ends the venue by the other.
    private BatchFinding? OtherDeadlines()
    {
        var named_S = Verifier.Genesis!.ForcedDeadline_Ms / 1_000.0;
        var fixed_S = new DeadlinesContract(_client, _deployment.Settlement).Deadlines().Forced_S;
        return named_S == fixed_S
            ? null
            : new BatchFinding(0, string.Create(
                CultureInfo.InvariantCulture,
                $"its contract gives a request {fixed_S} s (forcedDeadline), its genesis {named_S} s"),
                Hash32.Zero) { IsOfVenue = true };
    }

    private BatchVerifier Begin() => new(
        _deployment.ChainId, _deployment.Vault, _inputs is { } holder ? holder.InputsOf : null)
    {
        Told = _told,
        PrefixAt = new VaultContract(_client, _deployment.Vault).PrefixAt,
    };

    // What nobody could check becomes final: an operator that withholds would need no other lie.
    private BatchFinding? Withheld(InputsWithheldException gap)
    {
        if (_withheld?.Number != gap.Header.Number)
        {
            _withheld = (gap.Header.Number, Environment.TickCount64 - (long)gap.Waited.TotalMilliseconds);
        }

        return Environment.TickCount64 - _withheld.Value.Since < WithheldMost?.TotalMilliseconds
            || WithheldMost is null
            ? null
            : new BatchFinding(gap.Header.Number, gap.Message, Hash32.Zero) { Refused = gap.Header };
    }

    /// <summary>Whether the same may well be done a little later.</summary>
    internal static bool IsOfTheChain(Exception error) => error is L1UnavailableException
        or L1RefusedException or L1TransactionException or BatchDataException;

    /// <summary>Between two looks at the chain; a stop ends it.</summary>
    internal static Task PauseAsync(CancellationToken stop) =>
        Task.Delay(Poll, stop).ContinueWith(_ => { }, TaskScheduler.Default);
}
