using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Settlement.Tests.Support;

namespace Offing.Settlement.Tests;

[Collection(SharedChain.Name)]
public sealed class VaultClientTests
{
    private const ulong Amount = 6_000_000;

    private static readonly Address Owner = Address.OfSystem("owner");
    private static readonly WithdrawalsTree Withdrawals = new(
    [
        new WithdrawalLeaf(3, Address.OfSystem("another"), new MicroUsd(1)),
        new WithdrawalLeaf(4, Owner, new MicroUsd((long)Amount)),
        new WithdrawalLeaf(6, Owner, new MicroUsd(2)),
    ]);

    private static readonly DenseProof Proof = Withdrawals.Claim(4)!.Value.Proof;

    private readonly VenueOnChain _venue;
    private readonly FakeVenue _node = new();

    public VaultClientTests(VenueOnChain venue)
    {
        _venue = venue;
        venue.Reset();
    }

    [Fact]
    public void A_final_withdrawal_is_paid_once()
    {
        var header = WithdrawalInBatch();
        var vault = _venue.VaultOf("faucet");
        var early = Assert.Throws<L1RefusedException>(() => vault.Claim(header, 4, Owner, Amount, Proof));
        Assert.Equal("BatchNotFinal(1)", early.Error!.ToString());

        Finalise(vault);
        var before = vault.VaultBalance();
        vault.Claim(header, 4, Owner, Amount, Proof);
        Assert.Equal(Amount, vault.BalanceOf(Owner));
        Assert.Equal(before - Amount, vault.VaultBalance());
        Assert.True(vault.IsPaid(4));
        var again = Assert.Throws<L1RefusedException>(() => vault.Claim(header, 4, Owner, Amount, Proof));
        Assert.Equal("AlreadyPaid(4)", again.Error!.ToString());
        Assert.Contains("AlreadyPaid(4)", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_of_half_the_vault_waits_its_turn_and_is_paid_then()
    {
        var header = WithdrawalInBatch(held: 2 * Amount);
        var vault = _venue.VaultOf("faucet");
        Finalise(vault);
        vault.Claim(header, 4, Owner, Amount, Proof);
        Assert.False(vault.IsPaid(4));
        Assert.NotNull(vault.ClaimableFrom(4));
        var early = Assert.Throws<L1RefusedException>(() => vault.Claim(header, 4, Owner, Amount, Proof));
        Assert.Equal("ClaimNotDue", early.Error!.Name);

        _venue.Chain.Rpc.IncreaseTime(10 * VenueOnChain.Terms.CapPeriod_S);
        _venue.Chain.Rpc.Mine();
        vault.Claim(header, 4, Owner, Amount, Proof);
        Assert.Equal(Amount, vault.BalanceOf(Owner));
        Assert.True(vault.IsPaid(4));
        Assert.Null(vault.ClaimableFrom(4));
    }

    [Fact]
    public void A_wrong_proof_is_refused_by_name_and_pays_nothing()
    {
        var header = WithdrawalInBatch();
        var vault = _venue.VaultOf("faucet");
        Finalise(vault);
        (string Error, Action Claim)[] cases =
        [
            ("WithdrawalNotProved", () => vault.Claim(header, 4, Owner, Amount + 1, Proof)),
            ("WithdrawalNotProved", () => vault.Claim(header, 5, Owner, Amount, Proof)),
            ("WithdrawalNotProved", () => vault.Claim(header, 4, Address.OfSystem("thief"), Amount, Proof)),
            ("WithdrawalNotProved", () => vault.Claim(header, 4, Owner, Amount, Proof with { Path = 0 })),
            ("WithdrawalNotProved", () => vault.Claim(header, 4, Owner, Amount, new DenseProof(0, []))),
            ("HeaderNotOfBatch", () => vault.Claim(header with { SeqCeiling = 1 }, 4, Owner, Amount, Proof)),
        ];
        foreach (var (error, claim) in cases)
        {
            Assert.Equal(error, Assert.Throws<L1RefusedException>(claim).Error!.Name);
        }

        Assert.Equal(UInt128.Zero, vault.BalanceOf(Owner));
        Assert.False(vault.IsPaid(4));
    }

    [Fact]
    public void A_deposit_that_is_too_small_is_refused_by_name()
    {
        var error = Assert.Throws<L1RefusedException>(
            () => _venue.VaultOf("faucet").Deposit(Owner, 4_999_999));
        Assert.Equal("DepositTooSmall(4999999, 5000000)", error.Error!.ToString());
    }

    /// <summary>Batch 1 holds the withdrawals.</summary>
    private BatchHeader WithdrawalInBatch(ulong held = 20 * Amount)
    {
        _venue.Deposit(DevelopmentKeys.Faucet.Address, held);
        _venue.Watcher(_node).Tick(_venue.Later());
        var header = _node.Cut([1], Withdrawals.Root).Header;
        var poster = _venue.Poster(_node);
        _venue.Settle(poster);
        _venue.Settle(poster);
        Assert.Equal(2UL, _venue.Settlement.Latest().BatchCount);
        return header;
    }

    private void Finalise(VaultClient vault)
    {
        _venue.Chain.Rpc.IncreaseTime(10);
        _venue.Chain.Rpc.Mine();
        vault.AwaitFinal(1, TimeSpan.FromSeconds(10));
    }
}
