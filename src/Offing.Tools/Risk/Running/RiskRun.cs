using System.Diagnostics;
using System.Runtime.CompilerServices;
using Offing.Engine;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using Offing.Tools.Risk.Comparing;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Running;

/// <summary>A scenario gone through.</summary>
/// <param name="Steps">Of all liquidations, in order.</param>
/// <param name="Violations">Sentences about broken invariants.</param>
/// <param name="Refusals">Why orders of crowds and actors were refused, with how often.</param>
public sealed record RunResult(
    Scenario Scenario, Series Series, Comparison Comparison, IReadOnlyList<StepRecord> Steps,
    IReadOnlyList<string> Violations, IReadOnlyDictionary<string, int> Refusals, ulong Entries, int Accounts,
    TimeSpan Wall);

/// <summary>Runs a scenario on the real machine, a second at a time.</summary>
public static class RiskRun
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    /// <param name="progress">Told every two seconds how far it is.</param>
    public static RunResult Of(Scenario scenario, Action<string> progress, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var told = clock.Elapsed;
        var machine = new Machine(scenario.Venue);
        var comparison = new Comparison();
        var journal = new Journal(() => machine.State, comparison);
        var clerk = new Clerk(machine, journal);
        var world = new World(scenario, clerk, journal);
        var sampler = new Sampler(scenario, machine.State, journal, comparison);
        for (var second = 0; second < scenario.Seconds; second++)
        {
            stop.ThrowIfCancellationRequested();
            world.Pass(second);
            sampler.Look(second);
            machine.State.Changes.Drain();
            if (clock.Elapsed - told > ProgressEvery)
            {
                told = clock.Elapsed;
                progress($"second {second} of {scenario.Seconds}, {clerk.Entries} entries");
            }
        }

        return new RunResult(
            scenario, sampler.Series, comparison, journal.Steps,
            [.. sampler.Violations, .. journal.Faults], journal.Reasons,
            clerk.Entries, machine.State.Accounts.Count, clock.Elapsed);
    }

    private sealed class World(Scenario scenario, Clerk clerk, Journal journal)
    {
        private readonly Publishers _publishers = new(scenario, clerk);
        private readonly Traders _traders = new(scenario, clerk, journal);
        private readonly Makers[] _makers =
            [.. scenario.Books.Select((book, i) => new Makers(book, i, clerk))];
        private ulong _epoch;
        private bool _isUp;

        public void Pass(int second)
        {
            clerk.Second = second;
            if (scenario.Faults.Any(fault => fault.Kind == FaultKind.Restart && fault.IsAt(second)))
            {
                _isUp = false;
                return;
            }

            if (!_isUp)
            {
                Start();
            }

            foreach (var fault in scenario.Faults)
            {
                if (fault.Kind == FaultKind.ZeroFunding && fault.From == second)
                {
                    SetFundingIndex(clerk.State.MarketOf(fault.Market), Int128.Zero);
                }
            }

            // Makers see the price of elsewhere before the venue does; else every move would pass over them.
            for (var i = 0; i < _makers.Length; i++)
            {
                var market = scenario.Books[i].Market;
                _makers[i].Quote(scenario.Prices[(int)market.Value].At(second, scenario.Seed, market));
            }

            _publishers.Report();
            clerk.Apply(new Tick());
            _traders.Act();
        }

        private void Start()
        {
            clerk.Apply(new Started(++_epoch));
            _isUp = true;
            if (_epoch == 1)
            {
                clerk.Deposit(SystemAccounts.Insurance, scenario.Insurance);
                clerk.Deposit(SystemAccounts.Backstop, scenario.Backstop);
                _traders.Fund(scenario);
                foreach (var makers in _makers)
                {
                    makers.Fund();
                }
            }
        }

        // What no entry can do, and a broken memory or snapshot could.
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_FundingIndex")]
        private static extern void SetFundingIndex(MarketState market, Int128 value);
    }
}
