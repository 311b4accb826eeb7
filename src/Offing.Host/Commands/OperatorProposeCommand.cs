using System.CommandLine;
using Offing.Primitives;
using Offing.Tools.Client;
using Offing.Tools.Operator;

namespace Offing.Host.Commands;

/// <summary>offing operator propose: changes of parameters through the chain's queue.</summary>
internal static class OperatorProposeCommand
{
    public static Command Create() => new(
        "propose",
        "Change parameters: public for the venue's delay, at once where it only tightens. A delisting ends a "
        + "market.")
    {
        CreateMargin(), CreateFees(), CreateOpenInterest(), CreateReduceOnly(), CreateDelist(), CreateRules(),
        OperatorGrowthCommand.CreateList(), OperatorGrowthCommand.CreatePublisher(),
        CreateTakeOver(),
    };

    private static Command CreateMargin()
    {
        var market = Market();
        var leverage = new Option<uint?>("--leverage") { Description = "The highest; else as now." };
        var tiers = Tiers("USDC:LEVERAGE", "Above the first: from a notional on, its highest leverage.");
        return Finish(
            new Command("margin", "Highest leverage and tiers of a market.") { market, leverage, tiers },
            parsed => now =>
            {
                var at = now.Market(parsed.GetValue(market)!);
                var most = parsed.GetValue(leverage) ?? at["maxLeverage"]!.GetValue<uint>();
                var above = ProposalText.Tiers(parsed.GetValue(tiers) ?? []);
                TierLine[] all = above.Count == 0 ? [] : [new TierLine(0, most), .. above];
                return new MarginProposal(Id(now, parsed.GetValue(market)!), most, all);
            });
    }

    private static Command CreateFees()
    {
        var taker = new Option<string?>("--taker") { Description = "Rate as 0.00045; else as now." };
        var maker = new Option<string?>("--maker") { Description = "Rate, negative for a rebate; likewise." };
        var tiers = Tiers("USDC:TAKER:MAKER", "From a volume of 14 days on, its rates; without any, none.");
        return Finish(
            new Command("fees", "The schedule of fees.") { taker, maker, tiers },
            parsed => now => new FeesProposal(
                ProposalText.Rate(parsed.GetValue(taker), "--taker", now.Data["fees"]!["taker"]!),
                ProposalText.Rate(parsed.GetValue(maker), "--maker", now.Data["fees"]!["maker"]!),
                ProposalText.FeeTiers(parsed.GetValue(tiers) ?? [])));
    }

    private static Command CreateOpenInterest()
    {
        var market = Market();
        var cap = new Option<string?>("--cap") { Description = "USDC, 0 for none; as now when not given." };
        var lower = new Option<string?>("--lower")
        {
            Description = "USDC from which the initial margin rises; as now when not given.",
        };
        var upper = new Option<string?>("--upper")
        {
            Description = "USDC at which it is the whole notional, 0 for never; as now when not given.",
        };
        return Finish(
            new Command("open-interest", "Cap of a market's open interest, and where its margin rises.")
            {
                market, cap, lower, upper,
            },
            parsed => now =>
            {
                var at = now.Market(parsed.GetValue(market)!);
                return new OpenInterestProposal(
                    Id(now, parsed.GetValue(market)!),
                    ProposalText.Usd(parsed.GetValue(cap), "--cap", at["cap"]!),
                    ProposalText.Usd(parsed.GetValue(lower), "--lower", at["lower"]!),
                    ProposalText.Usd(parsed.GetValue(upper), "--upper", at["upper"]!));
            });
    }

    private static Command CreateReduceOnly()
    {
        var market = Market();
        var off = new Option<bool>("--off") { Description = "Open it again, after the delay." };
        return Finish(
            new Command("reduce-only", "Positions of a market may only be reduced, at once.") { market, off },
            parsed => now => new ReduceOnlyProposal(
                Id(now, parsed.GetValue(market)!), !parsed.GetValue(off)));
    }

    private static Command CreateDelist()
    {
        var market = Market();
        var at = new Option<string?>("--at")
        {
            Description = "When it is settled finally, as 2030-01-31T12:00Z; after the delay when not given.",
        };
        return Finish(
            new Command("delist", "A market is reduce-only at once, and settled finally at a time.")
            {
                market, at,
            },
            parsed => now => new DelistProposal(
                Id(now, parsed.GetValue(market)!), ProposalText.Moment(parsed.GetValue(at))));
    }

    private static Command CreateRules()
    {
        var hash = new Option<string>("--hash") { Description = "0x and 64 hex digits.", Required = true };
        return Finish(
            new Command("rules", "Announce the rules of the next program.") { hash },
            parsed => _ => new RulesProposal(Hex.TryDecode(parsed.GetValue(hash), out var rules)
                && rules.Length == Hash32.SizeBytes
                ? new Hash32(rules)
                : throw new FormatException(
                    $"--hash {parsed.GetValue(hash)}: must be 0x and 64 hex digits")));
    }

    private static Command CreateTakeOver() => Finish(
        new Command(
            "take-over",
            "After the operator's place was handed over on chain: this key throws the switches from now on, "
            + "and the one before no more. Any other change does that as well."),
        _ => _ => new TakeOverProposal());

    /// <summary>Adds where to ask and how to sign, and does it.</summary>
    internal static Command Finish(Command command, Func<ParseResult, Func<VenueNow, Change>> propose)
    {
        var (url, chain, signing) = (OperatorCommand.Url(), OperatorCommand.Chain(), new SigningOptions());
        command.Add(url);
        command.Add(chain);
        signing.AddTo(command);
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            using var venue = new VenueClient(parsed.GetValue(url)!);
            await Proposing.RunAsync(
                venue, parsed.GetValue(chain)!, propose(parsed), signing.Key(parsed), Console.Out, stop);
        }));
        return command;
    }

    private static uint Id(VenueNow now, string market) => now.Market(market)["market"]!.GetValue<uint>();

    private static Option<string> Market() =>
        new("--market") { Description = "By its name.", Required = true };

    internal static Option<string[]> Tiers(string form, string description) => new("--tier")
    {
        Description = $"{form}, as often as there are tiers. {description}",
    };
}
