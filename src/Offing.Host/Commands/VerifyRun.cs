using System.Globalization;
using Offing.Node.Verification;
using Offing.Protocol.Batches;
using Offing.Tools.Verification;

namespace Offing.Host.Commands;

/// <summary>One run of offing verify: what it says, and what its watcher does about a finding.</summary>
internal sealed class VerifyRun(ChainVerification run, Watchman? watchman, Freezer? freezer)
{
    private ulong _told;

    public static void Say(string line) => Console.Error.WriteLine($"offing: {line}");

    /// <summary>Whether something does not hold.</summary>
    public async Task<bool> HasFoundAsync(bool follows, CancellationToken stop)
    {
        try
        {
            return await SearchAsync(follows, stop);
        }
        finally
        {
            run.Keep();
        }
    }

    private async Task<bool> SearchAsync(bool follows, CancellationToken stop)
    {
        var finding = First(follows, stop);
        RequireInputs();
        if (finding is null && follows)
        {
            Tell();
            _told = run.Verifier.Last?.Number ?? 0;
            finding = await run.FollowAsync(Say, Between, stop);
        }

        while (true)
        {
            if (finding is null)
            {
                Tell();
                return false;
            }

            var what = finding.IsOfVenue ? "the venue" : $"batch {finding.Batch}";
            Console.WriteLine($"{what} DOES NOT HOLD: {finding.What}");
            if (watchman is null || finding.Refused is null)
            {
                return true;
            }

            if (await watchman.RefuseAsync(finding, stop) is var end && end != RefusalEnd.TakenBack)
            {
                Console.WriteLine(Of(end, finding.Refused));
                return true;
            }

            Say($"the chain took batch {finding.Batch} back: reading again");
            run.Restart();
            _told = 0;
            finding = await run.FollowAsync(Say, Between, stop);
        }
    }

    private BatchFinding? First(bool follows, CancellationToken stop)
    {
        try
        {
            return run.Run(stop);
        }
        catch (InputsWithheldException gap) when (follows)
        {
            Say($"{gap.Message}; asking again");
            return null;
        }
    }

    private void RequireInputs()
    {
        if (watchman is not null && run.Verifier.IsOfLeaves)
        {
            throw new FormatException(
                "--watch: the venue posts net data, and whoever lacks its inputs cannot tell a lie: "
                + "name a holder with --inputs");
        }
    }

    private void Between(BatchHeader? last)
    {
        RequireInputs();
        if (last is not null && last.Number > _told)
        {
            Console.WriteLine(
                $"batch {last.Number} holds, entries up to {last.LastSeq}, root {last.NewRoot}");
            _told = last.Number;
        }

        freezer?.Tick();
    }

    private static string Of(RefusalEnd end, BatchHeader header) => end switch
    {
        RefusalEnd.Cancelled =>
            $"batch {header.Number} and all after it ARE CANCELLED: "
            + $"the venue ended at root {header.PrevRoot}",
        RefusalEnd.Final => $"batch {header.Number} IS FINAL: too few watchers refused it in time",
        _ => $"stopped before it was decided whether batch {header.Number} stands",
    };

    private void Tell()
    {
        if (run.Verifier.Last is not { } last)
        {
            Console.WriteLine("OK: the venue has posted no batch yet");
            return;
        }

        if (run.Verifier.IsOfLeaves)
        {
            Console.WriteLine(
                $"LEAVES HOLD: {last.Number + 1} batches, {run.Verifier.Proofs.Owners.Count} accounts. "
                + "The venue posts net data: whether its roots are right shows with --inputs");
        }
        else
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"OK: {last.Number + 1} batches, {run.Verifier.Entries} entries, "
                + $"{run.Verifier.Signatures} signatures"));
        }

        Console.WriteLine($"  root    {last.NewRoot}");
        Console.WriteLine($"  rules   {last.RulesHash}");
        if (run.From > 0)
        {
            Console.WriteLine($"  from    batch {run.From} on: those before held in an earlier run");
        }

        if (run.FrozenAt_S != 0)
        {
            var since = DateTimeOffset.FromUnixTimeSeconds((long)run.FrozenAt_S);
            Console.WriteLine($"  ENDED   frozen on chain at {since:u}" + (run.CancelledFrom == 0
                ? ""
                : $"; batch {run.CancelledFrom} and all after it are cancelled"));
        }
    }
}
