using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>
/// The vault as its users see it: for tools and tests. Every write waits until it is mined.
/// </summary>
/// <exception cref="L1RefusedException">Any write that the contracts refuse; its Error names why.</exception>
public sealed class VaultClient(IL1Client client, Deployment deployment, L1Sender sender)
{
    private const string ClaimSignature =
        "claim(" + HeaderWords.Tuple + ",uint64,address,uint64,uint64,bytes32[])";
    private const int Poll_Ms = 100;

    private readonly SettlementContract _settlement = new(client, deployment.Settlement);
    private readonly VaultContract _vault = new(client, deployment.Vault);

    /// <summary>Makes micro-USDC out of nothing; on development chains only.</summary>
    public L1Receipt Mint(Address to, ulong amount) => sender.Execute(
        deployment.Usdc, AbiWriter.Call("mint(address,uint256)").Address(to).UInt(amount).Build());

    /// <summary>Allows the vault to take micro-USDC from the sender.</summary>
    public L1Receipt Approve(ulong amount) => sender.Execute(
        deployment.Usdc,
        AbiWriter.Call("approve(address,uint256)").Address(deployment.Vault).UInt(amount).Build());

    /// <summary>Approves and deposits the sender's micro-USDC for an account.</summary>
    public L1Receipt Deposit(Address account, ulong amount)
    {
        Approve(amount);
        return sender.Execute(
            deployment.Vault,
            AbiWriter.Call("deposit(address,uint64)").Address(account).UInt(amount).Build());
    }

    /// <summary>Enters a change of parameters (spec/batch.md); of the operator's key alone.</summary>
    public L1Receipt ChangeParameter(byte[] payload) => sender.Execute(
        deployment.Vault, AbiWriter.Call("changeParameter(bytes)").Bytes(payload).Build());

    /// <summary>Requests entered in the vault's queue so far.</summary>
    public ulong RequestCount() => _vault.RequestCount();

    /// <summary>Approves and adds the sender's micro-USDC to the operator's bond.</summary>
    public L1Receipt Bond(ulong amount)
    {
        Approve(amount);
        return sender.Execute(deployment.Vault, AbiWriter.Call("bond(uint64)").UInt(amount).Build());
    }

    /// <summary>
    /// Pays the venue's insurance fund out of the operator's bond; of the operator's key alone.
    /// </summary>
    public L1Receipt RefillInsurance(ulong amount) => sender.Execute(
        deployment.Vault, AbiWriter.Call("refillInsurance(uint64)").UInt(amount).Build());

    /// <summary>
    /// Pays a withdrawal of a final batch to its owner, whoever sends this, or gives it its place in the
    /// line: then it is not <see cref="IsPaid"/> and is sent again at <see cref="ClaimableFrom"/>.
    /// </summary>
    public L1Receipt Claim(BatchHeader header, ulong index, Address owner, ulong amount, DenseProof proof)
    {
        var leaf = new WithdrawalLeaf(index, owner, new MicroUsd(checked((long)amount)));
        return sender.Execute(deployment.Vault, ClaimInput(header, leaf, proof));
    }

    /// <summary>Input of the transaction that pays a withdrawal.</summary>
    public static byte[] ClaimInput(BatchHeader header, WithdrawalLeaf leaf, DenseProof proof) =>
        AbiWriter.Call(ClaimSignature).Header(header).UInt(leaf.Index).Address(leaf.Owner)
            .UInt((ulong)leaf.Amount.Value).UInt(proof.Path)
            .Bytes32Array(proof.Siblings.ToArray()).Build();

    /// <summary>Micro-USDC of an address on chain.</summary>
    public UInt128 BalanceOf(Address address) => new AbiReader(client.Call(
        deployment.Usdc, AbiWriter.Call("balanceOf(address)").Address(address).Build())).UInt128(0);

    /// <summary>Micro-USDC that the vault holds, the bond included.</summary>
    public UInt128 VaultBalance() => BalanceOf(deployment.Vault);

    /// <summary>Whether claims on the batch are paid.</summary>
    public bool IsFinal(ulong number) => _settlement.IsFinal(number);

    /// <summary>Whether the withdrawal of this index has been paid.</summary>
    public bool IsPaid(ulong index) => _vault.IsPaid(index);

    /// <summary>Seconds since 1970 from when on a claim that waits is paid; null: none waits.</summary>
    public ulong? ClaimableFrom(ulong index) => _vault.ClaimableFrom(index);

    /// <summary>Waits until claims on the batch are paid.</summary>
    /// <exception cref="TimeoutException">It did not become final in the time given.</exception>
    public void AwaitFinal(ulong number, TimeSpan within)
    {
        for (var waited = TimeSpan.Zero; !IsFinal(number); waited += TimeSpan.FromMilliseconds(Poll_Ms))
        {
            if (waited >= within)
            {
                throw new TimeoutException(
                    $"batch {number} did not become final in {within.TotalSeconds:0} s");
            }

            Thread.Sleep(Poll_Ms);
        }
    }
}
