using System.Diagnostics;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Signing;
using Offing.Tools;

namespace Offing.Host.Tests;

/// <summary>
/// The reader of batch data in contracts/tools, written from spec/entries.md alone: it must read a real batch
/// as ours does, recover the same signers, and come to the root that the header names.
/// </summary>
internal static class SecondReader
{
    public static void Agrees(Batch batch, Deployment deployment)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, batch.Data());
            using var node = Process.Start(new ProcessStartInfo(
                "node",
                [
                    Path.Combine(Repository.Contracts, "tools", "read-batch.mjs"), file,
                    $"{batch.Header.FirstSeq}", $"{deployment.ChainId}", $"{deployment.Vault}",
                ])
            {
                RedirectStandardOutput = true,
            })!;
            var read = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            Assert.Equal(0, node.ExitCode);
            Assert.Equal(Ours(batch, deployment), read);
        }
        finally
        {
            File.Delete(file);
        }
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
