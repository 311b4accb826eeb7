using Offing.Tools.Client;

namespace Offing.Tools.Publishers;

/// <summary>Lets the publishers report at a steady pace.</summary>
public static class PublisherLoop
{
    /// <summary>A third of the time for which a report counts as fresh.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    // What is listed, and who may report it, is looked up every so many rounds.
    private const int LookUp_Rounds = 5;

    /// <summary>
    /// Reports until it is stopped; refusals and outages are said once each, and do not end it.
    /// </summary>
    public static async Task RunAsync(
        DevelopmentPublishers publishers, IPriceSource source, Action<string> say, CancellationToken stop)
    {
        var last = "";
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            var trouble = await ReportAsync(publishers, source, last.Length > 0, round, stop);
            if (trouble != last && trouble.Length > 0)
            {
                say($"publishers: {trouble}");
            }

            last = trouble;
            await Task.Delay(Interval, stop);
        }
    }

    private static async Task<string> ReportAsync(
        DevelopmentPublishers publishers, IPriceSource source, bool hadTrouble, int round,
        CancellationToken stop)
    {
        // A market may have been listed, a publisher replaced, and somebody else may sign with the same
        // development keys. What was known is reported all the same when it cannot be looked up.
        var isLookedUp = !hadTrouble && round % LookUp_Rounds != 0;
        var trouble = isLookedUp ? "" : await TroubleOfAsync(() => publishers.ResumeAsync(stop));
        var refusal = "";
        var outage = await TroubleOfAsync(
            async () => refusal = (await publishers.ReportAsync(source, stop)).FirstOrDefault(""));
        return outage.Length > 0 ? outage : refusal.Length > 0 ? refusal : trouble;
    }

    private static async Task<string> TroubleOfAsync(Func<Task> work)
    {
        try
        {
            await work();
            return "";
        }
        catch (VenueException outage)
        {
            return outage.Message;
        }
    }
}
