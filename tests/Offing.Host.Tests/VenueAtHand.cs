using System.Text;
using Offing.Primitives;
using Offing.Settlement.Deployments;
using Offing.Tools.Chain;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>A running venue that ends a batch each second, with clients of it and of its chain.</summary>
internal sealed class VenueAtHand : IDisposable
{
    /// <param name="isNet">Whether it posts net data.</param>
    public VenueAtHand(bool isNet = false)
    {
        Venue = isNet
            ? RunningVenue.StartNet("--batch-seconds", "1")
            : RunningVenue.Start("--batch-seconds", "1");
        Http = new VenueClient(Venue.Http);
        Deployment = Deployment.TryLoad(Venue.Data)!;
        Session = new ChainSession(Venue.Chain, Deployment);
    }

    public RunningVenue Venue { get; }

    public VenueClient Http { get; }

    public Deployment Deployment { get; }

    public ChainSession Session { get; }

    public string Rpc => $"http://127.0.0.1:{Venue.Chain}/";

    public string Vault => $"{Deployment.Vault}";

    /// <summary>A trader whose key the seed says, since it keeps it to itself.</summary>
    public static string KeyOf(Trader trader, string seed) =>
        Keccak.Hash(Encoding.UTF8.GetBytes($"{seed} {trader.Name} wallet")).ToString();

    public void Dispose()
    {
        Session.Dispose();
        Http.Dispose();
        Venue.Dispose();
    }
}
