using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Deployments;

/// <summary>
/// Deploys a venue on a development chain, or finds the one that is there. The addresses follow from the
/// deployer's nonces, so a deployment that was cut off is completed and never done twice.
/// </summary>
public sealed class Deployer(IL1Client client, AnvilRpc chain, Artefacts artefacts)
{
    private const ulong UsdcNonce = 0;
    private const ulong VaultNonce = 1;
    private const ulong SettlementNonce = 2;
    private const ulong EscapeNonce = 3;
    private const ulong ReceiptBondNonce = 4;

    private static readonly UInt128 Ether = 1_000_000_000_000_000_000;
    private static readonly UInt128 Allowance_Wei = 1_000_000 * Ether;

    /// <summary>The venue of a data folder, ready for its first or next batch, its bond paid.</summary>
    /// <param name="operatorKey">
    /// Of the first operator, and later of whoever is it; null: the development key.
    /// </param>
    /// <exception cref="DeploymentException">The chain holds
    /// another venue, or none where one was recorded.</exception>
    public Deployment DeployOrVerify(string folder, DeploymentTerms terms, PrivateKey? operatorKey = null)
    {
        operatorKey ??= DevelopmentKeys.Operator;
        terms = terms with { Operator = operatorKey.Address };
        terms.Check();
        if (client.ChainId() is var chainId && chainId != AnvilRpc.ChainId)
        {
            throw new DeploymentException($"chain {chainId} is no development chain; nothing was deployed");
        }

        Address[] payers =
        [
            operatorKey.Address, DevelopmentKeys.Deployer.Address,
            DevelopmentKeys.Faucet.Address, terms.Receipts.Sequencer,
            .. DevelopmentKeys.Watchers.Select(watcher => watcher.Address),
        ];
        foreach (var payer in payers)
        {
            // Topped up rather than set each time: what an operator spent stays visible between starts.
            if (client.Balance(payer) < Allowance_Wei / 2)
            {
                chain.SetBalance(payer, Allowance_Wei);
            }
        }

        var recorded = Deployment.TryLoad(folder);
        var isWhole = recorded is { ReceiptBond.IsZero: false, Escape.IsZero: false };
        var deployment = isWhole ? recorded! : Deploy(terms);
        deployment = deployment with { Block = recorded?.Block ?? deployment.Block };
        Verify(deployment, terms);
        var receipts = new ReceiptBondSetup(client, deployment, Sender(operatorKey));
        receipts.Verify();
        if (!isWhole)
        {
            // Once in a venue's life: a bond that was taken is not quietly paid again.
            receipts.PayOnce(terms.Receipts.Minimum);
            deployment.Save(folder);
        }

        receipts.UseKey(terms.Receipts.Sequencer);
        PayBond(deployment, operatorKey);
        return deployment;
    }

    /// <summary>The address of the contract that a sender creates with a nonce.</summary>
    public static Address CreatedAddress(Address sender, ulong nonce)
    {
        var hash = Keccak.Hash(Rlp.List(Rlp.Bytes(sender.ToArray()), Rlp.Number(nonce)));
        return new Address(hash.ToArray().AsSpan(Hash32.SizeBytes - Address.SizeBytes));
    }

    private Deployment Deploy(DeploymentTerms terms)
    {
        var key = DevelopmentKeys.Deployer;
        var usdc = CreatedAddress(key.Address, UsdcNonce);
        var vault = CreatedAddress(key.Address, VaultNonce);
        var settlement = CreatedAddress(key.Address, SettlementNonce);
        var escape = CreatedAddress(key.Address, EscapeNonce);
        var done = client.Nonce(key.Address);
        var block = done == 0 ? client.Head().Number : 0;
        var sender = Sender(key);
        if (done <= UsdcNonce)
        {
            sender.Execute(null, artefacts.CreationCode("MockUSDC"));
        }

        if (done <= VaultNonce)
        {
            var arguments = AbiWriter.Arguments().Address(usdc).Address(settlement).Address(escape);
            Create(sender, "Vault", arguments);
        }

        if (done <= SettlementNonce)
        {
            Create(sender, "Settlement", Arguments(terms, vault));
        }

        if (done <= EscapeNonce)
        {
            Create(sender, "Escape", AbiWriter.Arguments().Address(settlement));
        }

        if (done <= ReceiptBondNonce)
        {
            Create(sender, "ReceiptBond", Arguments(terms.Receipts, settlement));
        }

        return new Deployment(AnvilRpc.ChainId, usdc, vault, settlement, terms.GenesisHash, block)
        {
            Escape = escape,
            ReceiptBond = CreatedAddress(key.Address, ReceiptBondNonce),
        };
    }

    private static AbiWriter Arguments(DeploymentTerms terms, Address vault) => AbiWriter.Arguments()
        .Address(terms.Operator)
        .Address(vault)
        .Bytes32(terms.GenesisHash)
        .Bytes32(terms.GenesisRoot)
        .Bytes32(terms.RulesHash)
        .UInt(terms.MinimumBond)
        .UInt(terms.FinalityWindow_S)
        .UInt(terms.ForcedDeadline_S)
        .UInt(terms.Silence_S)
        .UInt(terms.ClaimPhase_S)
        .UInt(terms.CapPeriod_S)
        .UInt(terms.OperatorDelay_S)
        .AddressArray(terms.Watchers)
        .UInt(terms.WatchersNeeded);

    private static AbiWriter Arguments(ReceiptBondTerms terms, Address settlement) => AbiWriter.Arguments()
        .Address(settlement)
        .Address(terms.Sequencer)
        .UInt(terms.Minimum)
        .UInt(terms.ChallengeBond)
        .UInt(terms.DeadlineBlocks)
        .UInt(terms.AnswerBlocks)
        .UInt(terms.WithdrawalBlocks);

    private void Create(L1Sender sender, string contract, AbiWriter arguments) =>
        sender.Execute(null, [.. artefacts.CreationCode(contract), .. arguments.Build()]);

    private void Verify(Deployment deployment, DeploymentTerms terms)
    {
        Address[] contracts =
        [
            deployment.Usdc, deployment.Vault, deployment.Settlement, deployment.Escape,
            deployment.ReceiptBond,
        ];
        foreach (var address in contracts)
        {
            if (client.Code(address).Length == 0)
            {
                throw new DeploymentException(
                    $"the chain has no contract at {address}, where this venue was deployed: "
                    + "it is another chain or has lost its state; restore it, or start with --reset");
            }
        }

        var found = new SettlementContract(client, deployment.Settlement).GenesisHash();
        if (found != terms.GenesisHash)
        {
            throw new DeploymentException(
                $"the venue on chain was deployed with genesis {found}, this one has {terms.GenesisHash}: "
                + "use the genesis file of the first start, or start with --reset");
        }
    }

    private void PayBond(Deployment deployment, PrivateKey key)
    {
        var held = new VaultContract(client, deployment.Vault).BondHeld();
        var least = new SettlementContract(client, deployment.Settlement).MinimumBond();
        if (held < least)
        {
            var payer = new VaultClient(client, deployment, Sender(key));
            payer.Mint(key.Address, least - held);
            payer.Bond(least - held);
        }
    }

    private L1Sender Sender(PrivateKey key) => new(client, key, () => chain.Mine());
}
