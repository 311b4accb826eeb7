using System.Buffers.Binary;
using System.Numerics;
using Offing.Commitment.Escape;
using Offing.Commitment.State;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Exit;
using Offing.Tools.Verification;

namespace Offing.Tools.Drills.Walkaway;

/// <summary>What an account gets, by the plain arithmetic.</summary>
/// <param name="Debt">Of its negative buckets.</param>
public sealed record WalkawayDue(
    Address Account, Address Payee, BigInteger Claim, BigInteger Debt, BigInteger Paid);

/// <summary>
/// What everybody must get out of the dead venue, computed from the chain by the plain arithmetic and not by
/// the contract, and whether it is what they got.
/// </summary>
internal sealed class WalkawayCheck
{
    private readonly IL1Client _client;
    private readonly Deployment _deployment;
    private readonly BatchVerifier _venue;
    private readonly Dictionary<Address, BigInteger> _beside = [];

    /// <param name="beside">Requests that no batch consumed: they go back to their senders.</param>
    /// <exception cref="VenueException">The batches do not hold.</exception>
    public WalkawayCheck(IL1Client client, Address vault, IEnumerable<QueueRequest> beside)
    {
        _client = client;
        var run = new ChainVerification(client, vault, 0, Collect);
        _venue = run.Verifier;
        if (run.Run(CancellationToken.None) is { } finding)
        {
            throw new VenueException($"batch {finding.Batch} does not hold: {finding.What}");
        }

        _deployment = run.Deployment;
        foreach (var request in beside)
        {
            // The payload begins with what came in.
            Beside(request.Sender, BinaryPrimitives.ReadUInt64BigEndian(request.Payload));
        }

        var state = _venue.Proofs;
        var markets = state.Markets.ToDictionary(
            market => market, market => EscapeReader.MarketOf(state, market));
        var read = state.Owners.Select(owner => EscapeReader.AccountOf(state, owner)).ToList();
        var equities = read.ToDictionary(
            account => account.Owner, account => account.Equities(market => markets[market]));
        read.ForEach(account => Sums.Add(account, equities[account.Owner]));
        // Withdrawals that nobody claimed are debited in the state, and what no batch consumed never came in.
        Vault = (BigInteger)StateRoot.Held(state.RootPreimage());
        Share = Sums.Fix(Vault);
        Due =
        [
            .. read.Select(account => new WalkawayDue(
                account.Owner, account.Payee, account.Claim(equities[account.Owner]),
                account.Debt(equities[account.Owner]),
                Share.Of(account.Claim(equities[account.Owner])))),
        ];
        Bounty = read.Aggregate(
            BigInteger.Zero, (sum, account) => sum + account.Bounty(equities[account.Owner]));
    }

    /// <summary>Of all accounts.</summary>
    public EscapeSums Sums { get; } = new();

    /// <summary>What the vault has for the accounts, micro-USDC.</summary>
    public BigInteger Vault { get; }

    public EscapeShare Share { get; }

    /// <summary>By account.</summary>
    public IReadOnlyList<WalkawayDue> Due { get; }

    /// <summary>What who proves everybody earns, micro-USDC.</summary>
    public BigInteger Bounty { get; }

    /// <summary>What is paid of the claims together.</summary>
    public BigInteger Paid => Due.Aggregate(BigInteger.Zero, (sum, due) => sum + due.Paid);

    /// <summary>Wallets of everybody, to be held against those afterwards.</summary>
    public Dictionary<Address, BigInteger> Wallets() =>
        Due.Select(due => due.Payee).Concat(_beside.Keys).Distinct().ToDictionary(payee => payee, BalanceOf);

    /// <summary>Micro-USDC of an address.</summary>
    public BigInteger BalanceOf(Address address) => (BigInteger)new AbiReader(_client.Call(
        _deployment.Usdc, AbiWriter.Call("balanceOf(address)").Address(address).Build())).UInt128(0);

    /// <summary>Whether the numbers of the plain arithmetic are what they must be at all.</summary>
    /// <exception cref="VenueException">They are not.</exception>
    public void MustBeFair()
    {
        Require(Paid <= Vault, $"the shares come to {Paid}, the vault has {Vault}");
        // Beside a unit a claim only what is junior stays, and the fractions that funding has left.
        var spare = BigInteger.Max(Vault + Sums.Negative - Sums.Junior - Sums.Positive, 0);
        var claims = Due.Count(due => due.Claim.Sign > 0);
        Require(
            Share.Numerator == Share.Denominator || Vault - Paid <= claims + spare,
            $"{Vault - Paid} micro-USDC stay in the vault after {claims} claims");
        foreach (var equals in Due.GroupBy(due => due.Claim))
        {
            Require(equals.Select(due => due.Paid).Distinct().Count() == 1, "equals get different shares");
        }
    }

    /// <summary>Everybody has got what is due, and not a unit more or less.</summary>
    /// <param name="before">Of <see cref="Wallets"/>.</param>
    /// <exception cref="VenueException">Somebody has not.</exception>
    public void MustBePaid(IReadOnlyDictionary<Address, BigInteger> before)
    {
        foreach (var (payee, had) in before)
        {
            var due = Due.Where(each => each.Payee == payee)
                .Aggregate(BigInteger.Zero, (sum, each) => sum + each.Paid);
            var got = BalanceOf(payee) - had;
            Require(
                got == due + _beside.GetValueOrDefault(payee),
                $"{payee} got {got} micro-USDC, due are {due} and {_beside.GetValueOrDefault(payee)} beside");
        }
    }

    private void Collect(VerifyProgress at)
    {
        foreach (var leaf in _venue.Withdrawals)
        {
            Beside(leaf.Owner, leaf.Amount.Value);
        }
    }

    private void Beside(Address payee, BigInteger amount) =>
        _beside[payee] = _beside.GetValueOrDefault(payee) + amount;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new VenueException(otherwise);
        }
    }
}
