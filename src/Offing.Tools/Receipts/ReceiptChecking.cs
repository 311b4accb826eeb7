using Offing.Primitives;
using Offing.Receipts;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Tools.Receipts;

/// <summary>offing receipt check: each receipt by itself, all against each other, all against the chain.
/// </summary>
/// <param name="given">What the caller knows of the venue.</param>
/// <param name="evidenceFile">Written when a promise was broken.</param>
public sealed class ReceiptChecking(ReceiptSource given, string evidenceFile, Action<string> say)
{
    /// <param name="chain">Null: nobody is asked.</param>
    /// <param name="bond">The contract, with a chain.</param>
    /// <param name="payer">Sends the proof; null: it is only written.</param>
    /// <exception cref="FormatException">A file holds no receipt.</exception>
    public ReceiptVerdict Run(
        IReadOnlyList<string> files, ChainCheck? chain, Address? bond, PrivateKey? payer)
    {
        var all = files.Select(file => (file, ReceiptReport.Read(file))).ToArray();
        var source = chain?.Source(given.Sequencer) ?? given;
        TellWhatIsTakenOnTrust(source, chain);
        if (!ReceiptReport.Examine(all, source, say))
        {
            return ReceiptVerdict.NoReceipt;
        }

        chain?.TellBond();
        foreach (var (file, document) in all)
        {
            var signer = document.Receipt.Signer(document.Domain)!.Value;
            if (chain is not null && !chain.Knows(signer))
            {
                say($"{file}: NO RECEIPT: the bond does not know {signer} as a sequencer");
                return ReceiptVerdict.NoReceipt;
            }
        }

        if (ReceiptReport.Contradiction(all) is { } two)
        {
            say($"{all[two.One].file} and {all[two.Other].file} CONTRADICT each other");
            return Broken(
                Evidence.TwoLeaves(all[two.One].Item2, all[two.Other].Item2), chain, bond, payer);
        }

        return AgainstChain([.. all.Select(each => each.Item2)], chain, bond, payer);
    }

    private ReceiptVerdict AgainstChain(
        ReceiptDocument[] all, ChainCheck? chain, Address? bond, PrivateKey? payer)
    {
        if (chain is null)
        {
            return ReceiptVerdict.Holds;
        }

        foreach (var document in all)
        {
            if (payer is not null && chain.TryConclude(document.Receipt.Seq, payer))
            {
                return ReceiptVerdict.Broken;
            }

            if (chain.Examine(document) is { } broken)
            {
                return Broken(broken, chain, bond, payer);
            }
        }

        return ReceiptVerdict.Holds;
    }

    private ReceiptVerdict Broken(Evidence evidence, ChainCheck? chain, Address? bond, PrivateKey? payer)
    {
        say($"BROKEN PROMISE: {evidence.What}");
        evidence.Save(evidenceFile, bond);
        say($"the proof is in {evidenceFile}: the data of a transaction to the receipt bond ({evidence.Call})"
            + (payer is null ? "; --rpc, --bond and --send send it" : ""));
        if (chain is not null && payer is not null)
        {
            try
            {
                chain.Send(evidence, payer);
            }
            catch (L1RefusedException refusal) when (refusal.Error?.Name == "ChallengeIsOpen")
            {
                say("it is challenged already: run this again when its time is over");
            }
        }

        return ReceiptVerdict.Broken;
    }

    private void TellWhatIsTakenOnTrust(ReceiptSource source, ChainCheck? chain)
    {
        var missing = new List<string>();
        if (source.ChainId is null)
        {
            missing.Add("--chain-id");
        }

        if (source.Vault is null)
        {
            missing.Add("--vault");
        }

        if (source.Sequencer is null && chain is null)
        {
            missing.Add("--sequencer");
        }

        if (missing.Count > 0)
        {
            say($"taken from the receipts themselves, not checked: {string.Join(", ", missing)}");
        }
    }
}
