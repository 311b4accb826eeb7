using System.Globalization;
using System.Numerics;
using Offing.Primitives;
using Spectre.Console;

namespace Offing.Tools.Drills.Walkaway;

/// <summary>What stood there, and what each kind of account got.</summary>
internal static class WalkawayTable
{
    private const int Rows = 12;

    public static Table Of(WalkawayCheck check)
    {
        var table = new Table().AddColumns(
            "accounts", "claim each", "owes each", "paid each", "paid together");
        var groups = check.Due.GroupBy(due => (due.Claim, due.Debt, due.Paid))
            .OrderByDescending(group => group.Key.Debt).ThenByDescending(group => group.Key.Claim).ToList();
        foreach (var group in groups.Take(Rows))
        {
            var (claim, debt, paid) = group.Key;
            table.AddRow(
                $"{group.Count()}", Usd(claim), Usd(debt), Usd(paid), Usd(paid * group.Count()));
        }

        if (groups.Count > Rows)
        {
            var rest = groups.Skip(Rows).SelectMany(group => group).ToList();
            table.AddRow($"{rest.Count} more", "", "", "", Usd(rest.Aggregate(
                BigInteger.Zero, (sum, due) => sum + due.Paid)));
        }

        var share = 100 * (decimal)check.Share.Numerator / (decimal)check.Share.Denominator;
        return table
            .AddRow("vault", "", "", "", Usd(check.Vault))
            .AddRow("claims", Usd(check.Sums.Positive), Usd(check.Sums.Negative), "", Usd(check.Paid))
            .AddRow("junior", Usd(check.Sums.Junior), "", "", "0")
            .AddRow("share", "", "", share.ToString("0.000000", CultureInfo.InvariantCulture) + " %", "")
            .AddRow("stays", "", "", "", Usd(check.Vault - check.Paid));
    }

    private static string Usd(BigInteger amount) => FundCommand.Usd(new MicroUsd((long)amount));
}
