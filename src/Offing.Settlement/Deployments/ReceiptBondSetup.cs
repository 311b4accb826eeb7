using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Deployments;

/// <summary>The operator's side of the sequencer's bond at the start of a venue.</summary>
/// <param name="sender">The operator.</param>
public sealed class ReceiptBondSetup(IL1Client client, Deployment deployment, L1Sender sender)
{
    private readonly ReceiptBondContract _bond = new(client, deployment.ReceiptBond);

    /// <summary>Whether it is the bond of this venue.</summary>
    /// <exception cref="DeploymentException">It is another venue's.</exception>
    public void Verify()
    {
        if (_bond.Settlement() != deployment.Settlement || _bond.Vault() != deployment.Vault)
        {
            throw new DeploymentException(
                $"the receipt bond at {deployment.ReceiptBond} is not of this venue: restore "
                + $"{Deployment.FileName}, or start with --reset");
        }
    }

    /// <summary>Pays the bond, unless it is there.</summary>
    /// <param name="amount">Micro-USDC.</param>
    public void PayOnce(ulong amount)
    {
        if (_bond.BondHeld() > 0)
        {
            return;
        }

        sender.Execute(
            deployment.Usdc,
            AbiWriter.Call("mint(address,uint256)").Address(sender.Address).UInt(amount).Build());
        sender.Execute(
            deployment.Usdc,
            AbiWriter.Call("approve(address,uint256)").Address(_bond.Address).UInt(amount).Build());
        sender.Execute(_bond.Address, AbiWriter.Call("bond(uint64)").UInt(amount).Build());
    }

    /// <summary>Makes a key the one that signs; what earlier ones signed stays owed.</summary>
    /// <exception cref="DeploymentException">The sender is not the operator.</exception>
    public void UseKey(Address key)
    {
        var before = _bond.Sequencer();
        if (before == key)
        {
            return;
        }

        try
        {
            sender.Execute(_bond.Address, AbiWriter.Call("addKey(address)").Address(key).Build());
        }
        catch (L1RefusedException refusal) when (refusal.Error?.Name == "NotOperator")
        {
            throw new DeploymentException(
                $"only the chain's operator makes {key} the key of receipts, and {sender.Address} is not it: "
                + $"start with the operator's key (--operator-key), or with that of {before}");
        }
    }
}
