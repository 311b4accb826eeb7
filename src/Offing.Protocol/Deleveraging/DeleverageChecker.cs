using System.Numerics;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Protocol.Deleveraging;

/// <summary>
/// Says of a deleveraging whether it took from the most leveraged only, and no more than it had to. It knows
/// the certificate and the accounts of the moment before, and shares no arithmetic with the engine. One look
/// at each account.
/// </summary>
public static class DeleverageChecker
{
    /// <summary>Steps of the line in one unit of leverage.</summary>
    private const int LineScale = 1_000_000;

    /// <summary>The line of a certificate that needed only accounts without equity.</summary>
    private const ulong NoLine = ulong.MaxValue;

    // No account is at or over this leverage: there the line ends (spec/rules.md, ADL).
    private const ulong LineEnd = 1UL << 63;

    /// <summary>What is wrong with the certificate, one sentence each; empty when it holds.</summary>
    /// <param name="before">Every bucket with a position on the side of the certificate.</param>
    public static IReadOnlyList<string> Check(
        in DeleverageCertificate certificate, IReadOnlyList<DeleverageCandidate> before)
    {
        var faults = new List<string>();
        var cuts = Read(certificate, before, faults);
        if (faults.Count == 0)
        {
            var ordinary = before.Where(c => !c.IsLast).OrderBy(c => c.Account).ToArray();
            CheckUnbounded(certificate, ordinary.Where(c => c.Equity <= 0), cuts, faults);
            CheckLine(certificate, ordinary.Where(c => c.Equity > 0).ToArray(), cuts, faults);
            CheckLast(before, cuts, faults);
        }

        return faults;
    }

    private static Dictionary<uint, long> Read(
        in DeleverageCertificate certificate, IReadOnlyList<DeleverageCandidate> before, List<string> faults)
    {
        var sizes = before.ToDictionary(candidate => candidate.Account, candidate => candidate.Size.Value);
        var cuts = new Dictionary<uint, long>();
        BigInteger sum = 0;
        foreach (var cut in certificate.Cuts)
        {
            sum += cut.Size.Value;
            if (!sizes.TryGetValue(cut.Account, out var most) || cut.Size.Value <= 0 || cut.Size.Value > most)
            {
                faults.Add($"account {cut.Account} has no {cut.Size.Value} lots on that side");
            }
            else if (!cuts.TryAdd(cut.Account, cut.Size.Value))
            {
                faults.Add($"account {cut.Account} stands twice");
            }
        }

        if (sum != certificate.Deficit.Value)
        {
            faults.Add($"the cuts sum to {sum} lots, {certificate.Deficit.Value} were needed");
        }

        return cuts;
    }

    // Largest notional first, then the lowest id: each in full before the next gives anything.
    private static void CheckUnbounded(
        in DeleverageCertificate certificate, IEnumerable<DeleverageCandidate> unbounded,
        Dictionary<uint, long> cuts, List<string> faults)
    {
        var isSpared = false;
        foreach (var candidate in unbounded.OrderByDescending(c => c.Notional).ThenBy(c => c.Account))
        {
            var cut = cuts.GetValueOrDefault(candidate.Account);
            if (isSpared && cut != 0)
            {
                faults.Add($"account {candidate.Account} gave before a larger one without equity was closed");
            }

            isSpared |= cut < candidate.Size.Value;
        }

        if (isSpared && certificate.Line != NoLine)
        {
            faults.Add("an account without equity was spared while others gave");
        }
    }

    private static void CheckLine(
        in DeleverageCertificate certificate, DeleverageCandidate[] bounded, Dictionary<uint, long> cuts,
        List<string> faults)
    {
        // Who stands highest by id gives back first, each the whole of his step, but the last one.
        var givesBack = true;
        for (var i = bounded.Length - 1; i >= 0; i--)
        {
            var candidate = bounded[i];
            var cut = cuts.GetValueOrDefault(candidate.Account);
            var most = certificate.Line == NoLine ? 0 : Share(candidate, certificate.Line, certificate.Mark);
            var least = certificate.Line == NoLine
                ? 0
                : Share(candidate, certificate.Line + (BigInteger)1, certificate.Mark);
            if (cut < least)
            {
                faults.Add($"account {candidate.Account} stood over the line and was spared");
            }
            else if (cut > most)
            {
                faults.Add($"account {candidate.Account} gave more than down to the line");
            }
            else if (cut < most && !givesBack)
            {
                faults.Add($"account {candidate.Account} was given back what belonged to a higher one");
            }

            givesBack &= cut == least;
        }
    }

    // The vault before the fund, and both only when all others are closed.
    private static void CheckLast(
        IReadOnlyList<DeleverageCandidate> before, Dictionary<uint, long> cuts, List<string> faults)
    {
        var areAllClosed = before.All(c => c.IsLast || cuts.GetValueOrDefault(c.Account) == c.Size.Value);
        foreach (var candidate in before.Where(c => c.IsLast).OrderByDescending(c => c.Account))
        {
            var cut = cuts.GetValueOrDefault(candidate.Account);
            if (cut != 0 && !areAllClosed)
            {
                faults.Add($"account {candidate.Account} of the venue gave while others had positions");
            }

            areAllClosed &= cut == candidate.Size.Value;
        }
    }

    // min(size, max(0, ceil((notional - line x equity) / mark))), zero where the line ends.
    private static BigInteger Share(DeleverageCandidate candidate, BigInteger line, Ticks mark)
    {
        if (line >= LineEnd)
        {
            return 0;
        }

        var over = ((BigInteger)candidate.Notional * LineScale) - (line * candidate.Equity);
        var step = (BigInteger)mark.Value * LineScale;
        var lots = over <= 0 ? BigInteger.Zero : (over + step - 1) / step;
        return BigInteger.Min(candidate.Size.Value, lots);
    }
}
