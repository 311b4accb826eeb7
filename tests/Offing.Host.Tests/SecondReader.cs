using System.Diagnostics;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Signing;
using Offing.Tools;

namespace Offing.Host.Tests;

/// <summary>
/// The reader of batch data in contracts/tools, written from spec/ alone: it must read a real batch as ours
/// does, recover the same signers, and come to the roots that the header names.
/// </summary>
internal static class SecondReader
{
    /// <summary>On the data of a batch of full mode.</summary>
    public static void Agrees(Batch batch, Deployment deployment) => Assert.Equal(
        Ours(batch, deployment), Read([batch], file => [
            .. file, $"{batch.Header.FirstSeq}", $"{deployment.ChainId}", $"{deployment.Vault}",
        ]));

    /// <summary>On the data of all batches of net mode, against what their inputs make.</summary>
    /// <param name="replayed">Has taken in nothing.</param>
    public static void AgreesOnNet(IReadOnlyList<Batch> batches, BatchVerifier replayed) =>
        Assert.Equal(Ours(batches, replayed), Read(batches.Skip(1), files => ["--net", .. files]));

    private static string Read(IEnumerable<Batch> batches, Func<IEnumerable<string>, string[]> words)
    {
        var folder = Directory.CreateTempSubdirectory("offing-read-").FullName;
        try
        {
            var files = batches.Select((batch, i) => Kept(folder, i, batch)).ToList();
            using var node = Process.Start(new ProcessStartInfo(
                "node", [Path.Combine(Repository.Contracts, "tools", "read-batch.mjs"), .. words(files)])
            {
                RedirectStandardOutput = true,
            })!;
            var read = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            Assert.Equal(0, node.ExitCode);
            return read;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Kept(string folder, int place, Batch batch)
    {
        var file = Path.Combine(folder, $"{place}");
        File.WriteAllBytes(file, batch.Data());
        return file;
    }

    private static string Ours(IReadOnlyList<Batch> batches, BatchVerifier replayed)
    {
        var lines = new List<string>();
        foreach (var batch in batches)
        {
            Assert.Null(replayed.Take(batch));
            if (batch.Header.Number > 0)
            {
                lines.Add(
                    $"newRoot {batch.Header.NewRoot} withdrawalsRoot {batch.Header.WithdrawalsRoot}");
                lines.AddRange(replayed.Withdrawals.Select(leaf =>
                    $"withdrawal {leaf.Index} {leaf.Owner} {leaf.Amount.Value}"));
            }
        }

        var state = replayed.Proofs;
        lines.AddRange(state.Owners.Select((owner, index) =>
            $"account {index} {owner} {Keccak.Hash(state.ProveAccount(owner)!.Account.Leaf)}"));
        lines.AddRange(state.Markets.Select(market =>
            $"market {market.Value} {Keccak.Hash(state.ProveMarket(market)!.Market.Leaf)} "
            + $"ring {Keccak.Hash(state.ProveRing(market)!.Ring.Leaf)}"));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static string Ours(Batch batch, Deployment deployment)
    {
        var domain = new OffingDomain(deployment.ChainId, deployment.Vault);
        var lines = EntryCodec.DecodeBatchData(batch.Header.FirstSeq, batch.Data()).Select(each =>
        {
            var signer = "-";
            if (each.Entry is SignedAction action)
            {
                Assert.Null(ActionDigest.FindDefect(action, domain, out var found));
                signer = found.ToString();
            }

            return $"{each.Seq} {each.Arrival} {each.Time.Milliseconds} {each.Entry.Kind} {signer}\n";
        });
        return string.Concat(lines) + $"inputsRoot {batch.Header.InputsRoot}\n";
    }
}
