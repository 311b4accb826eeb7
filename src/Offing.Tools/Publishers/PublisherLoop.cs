using Offing.Tools.Client;

namespace Offing.Tools.Publishers;

/// <summary>Lets the publishers report at a steady pace.</summary>
public static class PublisherLoop
{
    /// <summary>A third of the time for which a report counts as fresh.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Reports until it is stopped; refusals and outages are said once each, and do not end it.
    /// </summary>
    public static async Task RunAsync(
        DevelopmentPublishers publishers, IPriceSource source, Action<string> say, CancellationToken stop)
    {
        var last = "";
        while (!stop.IsCancellationRequested)
        {
            var trouble = await ReportAsync(publishers, source, stop);
            if (trouble != last && trouble.Length > 0)
            {
                say($"publishers: {trouble}");
            }

            last = trouble;
            await Task.Delay(Interval, stop);
        }
    }

    private static async Task<string> ReportAsync(
        DevelopmentPublishers publishers, IPriceSource source, CancellationToken stop)
    {
        try
        {
            // A market may have been listed, a publisher replaced, and somebody else may sign with the same
            // development keys.
            await publishers.ResumeAsync(stop);
            var refusals = await publishers.ReportAsync(source, stop);
            return refusals.Count > 0 ? refusals[0] : "";
        }
        catch (VenueException outage)
        {
            return outage.Message;
        }
    }
}
