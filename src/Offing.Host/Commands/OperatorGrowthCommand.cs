using System.CommandLine;
using Offing.Primitives;
using Offing.Tools.Client;
using Offing.Tools.Operator;
using Offing.Tools.Publishers;

namespace Offing.Host.Commands;

/// <summary>offing operator propose list and publisher: a market more, and who reports prices.</summary>
internal static class OperatorGrowthCommand
{
    // As the markets of a development venue have them.
    private const string Band = "0.1";
    private const string FarBand = "0.8";
    private const string Impact = "6000";

    public static Command CreateList()
    {
        var name = new Option<string>("--name")
        {
            Description = "1 to 16 letters, digits, -, . or _.", Required = true,
        };
        var decimals = new Option<int>("--decimals")
        {
            Description = "Of a size, 0 to 6; a price has 6 less these.", Required = true,
        };
        var leverage = new Option<uint>("--leverage") { Description = "The highest.", Required = true };
        var cap = new Option<string>("--cap")
        {
            Description = "Most open interest, USDC. A market that is listed always has a cap.",
            Required = true,
        };
        var lower = Amount("--lower", "0", "USDC of open interest from which the initial margin rises.");
        var upper = Amount("--upper", "0", "USDC at which it is the whole notional, 0 for never.");
        var band = Amount("--band", Band, "How far from the mark an order may cross, a part of 1.");
        var farBand = Amount("--far-band", FarBand, "How far from it an order may rest, a part of 1.");
        var impact = Amount("--impact", Impact, "USDC of the impact prices that make its funding.");
        var tiers = OperatorProposeCommand.Tiers(
            "USDC:LEVERAGE", "Above the first: from a notional on, its highest leverage.");
        return OperatorProposeCommand.Finish(
            new Command("list", "List a market, with isolated margin only, after the delay.")
            {
                name, decimals, leverage, cap, lower, upper, band, farBand, impact, tiers,
            },
            parsed => now => new ListingProposal(
                ProposalText.NewName(parsed.GetValue(name)!, now), Decimals(parsed.GetValue(decimals)),
                parsed.GetValue(leverage), Part(parsed, band), Part(parsed, farBand), Usd(parsed, impact),
                new InterestLine(Usd(parsed, cap), Usd(parsed, lower), Usd(parsed, upper)),
                Tiers(parsed.GetValue(leverage), parsed.GetValue(tiers))));
    }

    public static Command CreatePublisher()
    {
        var place = new Option<int?>("--place")
        {
            Description = "Of one that is replaced or removed; one more when not given.",
        };
        var key = new Option<string?>("--key") { Description = "Its address, 0x and 40 hex digits." };
        var known = new Option<int?>("--development-key")
        {
            Description = $"1 to {DevelopmentPublishers.KeyCount}: that key of development venues, which "
                + "everybody knows and their publishers sign with, as its key.",
        };
        var remove = new Option<bool>("--remove") { Description = "The place is nobody's from then on." };
        var quorum = new Option<int?>("--quorum")
        {
            Description = "How many must agree from then on; as now when not given.",
        };
        return OperatorProposeCommand.Finish(
            new Command("publisher", "Add, replace or remove who reports prices, after the delay.")
            {
                place, key, known, remove, quorum,
            },
            parsed => now =>
            {
                var isRemoved = parsed.GetValue(remove);
                if (isRemoved && parsed.GetValue(place) is null)
                {
                    throw new FormatException(
                        "--remove: say whom with --place; operator status tells places");
                }

                var change = new PublisherProposal(
                    ProposalText.Place(parsed.GetValue(place), now),
                    Key(parsed.GetValue(key), parsed.GetValue(known), isRemoved), 0);
                return change with { Quorum = ProposalText.Quorum(parsed.GetValue(quorum), change, now) };
            });
    }

    private static Address Key(string? key, int? known, bool isRemoved)
    {
        if ((key is null ? 0 : 1) + (known is null ? 0 : 1) + (isRemoved ? 1 : 0) != 1)
        {
            throw new FormatException("name one of --key, --development-key and --remove");
        }

        return isRemoved ? Address.Zero
            : known is { } number
                ? number >= 1 && number <= DevelopmentPublishers.KeyCount
                    ? DevelopmentPublishers.Key(number).Address
                    : throw new FormatException(
                        $"--development-key {number}: must be 1 to {DevelopmentPublishers.KeyCount}")
            : Address.TryParse(key, out var address) && !address.IsZero ? address
            : throw new FormatException($"--key {key}: must be 0x and 40 hex digits");
    }

    private static byte Decimals(int decimals) => decimals is >= 0 and <= 6
        ? (byte)decimals
        : throw new FormatException($"--decimals {decimals}: must be 0 to 6");

    private static IReadOnlyList<TierLine> Tiers(uint leverage, string[]? texts)
    {
        var above = ProposalText.Tiers(texts ?? []);
        return above.Count == 0 ? [] : [new TierLine(0, leverage), .. above];
    }

    private static ulong Usd(ParseResult parsed, Option<string> option) =>
        Amounts.Usd(parsed.GetValue(option)!, option.Name);

    private static long Part(ParseResult parsed, Option<string> option) =>
        Amounts.Rate(parsed.GetValue(option)!, option.Name);

    private static Option<string> Amount(string name, string otherwise, string description) => new(name)
    {
        Description = description, DefaultValueFactory = _ => otherwise,
    };
}
