using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Tools.Client;

namespace Offing.Tools.Exit;

/// <summary>
/// Walks the plan to its end: looks at the chain, does what comes next, and looks again. Nothing is
/// remembered between two looks, so it goes on wherever it was stopped.
/// </summary>
/// <param name="say">Told what is done and what is waited for.</param>
public sealed class ExitRunner(ExitReader reader, L1Sender sender, ExitScope scope, Action<string> say)
{
    private const int PollMost_S = 12;

    // A wait is told again when so much of it is over, at the least.
    private static readonly TimeSpan Tell = TimeSpan.FromSeconds(15);

    private readonly ExitPlan _plan = new(scope);
    /// <summary>Mixes what goes in any order; null: it goes as the plan says.</summary>
    public Random? Shuffle { get; init; }

    private bool _hasLooked;
    private bool _isAway;
    private DateTime _toldAt;
    private string _told = "";

    /// <summary>Until everything is out.</summary>
    /// <exception cref="VenueException">Something is needed that the key does not have.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (await LookAsync(stop) is not { } view)
            {
                continue;
            }

            switch (_plan.Next(view))
            {
                case SendStep step:
                    Send(view, step);
                    break;
                case WaitStep step:
                    await WaitAsync(view, step, stop);
                    break;
                case StuckStep step:
                    throw new VenueException(step.What);
                case var step:
                    say(step.What);
                    return;
            }
        }
    }

    // A wait of a day outlives a chain client that is away for a while.
    private async Task<ExitView?> LookAsync(CancellationToken stop)
    {
        try
        {
            var view = reader.Read(stop);
            _isAway = false;
            return view;
        }
        catch (L1UnavailableException outage) when (_hasLooked)
        {
            if (!_isAway)
            {
                say($"{outage.Message}; asking again");
            }

            _isAway = true;
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
            return null;
        }
        finally
        {
            _hasLooked = true;
        }
    }

    private void Send(ExitView view, SendStep step)
    {
        say(step.What);
        var transactions = new ExitTransactions(view, reader.Deployment, reader.Venue);
        var calls = step.Calls.ToArray();
        if (calls[0].Kind != ExitCallKind.Approve)
        {
            Shuffle?.Shuffle(calls);
        }

        for (var i = 0; i < calls.Length; i++)
        {
            var (to, input) = transactions.Of(calls[i]);
            try
            {
                var receipt = sender.Execute(to, input);
                say($"  {i + 1}/{calls.Length} {Name(calls[i])}: {receipt.GasUsed} gas, "
                    + $"{receipt.TransactionHash}");
            }
            catch (L1RefusedException refusal) when (refusal.Error?.Name == "ClaimNotDue")
            {
                say($"  {i + 1}/{calls.Length} {Name(calls[i])}: its turn has not come");
            }
            catch (L1RefusedException refusal) when (refusal.Error is { } error && IsDone(error.Name))
            {
                say($"  {i + 1}/{calls.Length} {Name(calls[i])}: somebody else has done it");
            }
        }
    }

    // Whatever anyone may call, somebody else may have called a block before.
    private static bool IsDone(string error) => error is "AlreadyPaid" or "AlreadyRefunded" or "VenueFrozen"
        or "AlreadyOpen" or "MarketAlreadyResolved" or "AccountAlreadyProved" or "AlreadyFixed"
        or "NothingToCollect" or "NothingLeft";

    private async Task WaitAsync(ExitView view, WaitStep step, CancellationToken stop)
    {
        var left_S = step.Until_S > view.Now_S ? step.Until_S - view.Now_S : 0;
        if (step.What != _told || DateTime.UtcNow - _toldAt >= Tell)
        {
            var left = step.Until_S == 0 ? "" : $" (at most {ExitOutline.Duration(left_S)} left)";
            say($"waiting: {step.What}{left}");
            (_told, _toldAt) = (step.What, DateTime.UtcNow);
        }

        await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(left_S / 10, 1, PollMost_S)), stop);
    }

    private static string Name(ExitCall call)
    {
        var what = call.Kind switch
        {
            ExitCallKind.Claim => $"withdrawal {call.Index}",
            ExitCallKind.Approve => "the vault may take the price of the requests",
            ExitCallKind.CancelAll => $"cancel all of {call.Account}",
            ExitCallKind.Close => $"close market {call.Market.Value} of {call.Account}",
            ExitCallKind.Withdraw => $"withdraw all of {call.Account}",
            ExitCallKind.FreezeForSilence => "end for silence",
            ExitCallKind.FreezeForRequest => $"end for request {call.Index}",
            ExitCallKind.Refund => $"refund of request {call.Index}",
            ExitCallKind.ResolveMarket => $"market {call.Market.Value}",
            ExitCallKind.Prove or ExitCallKind.ClaimEscape => $"account {call.Account}",
            _ => call.Kind.ToString().ToLowerInvariant(),
        };
        return what;
    }
}
