using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Offing.Gateway.Streams;
using Offing.Gateway.Venue;
using Offing.MarketData;

namespace Offing.Gateway;

/// <summary>The port is in use by somebody else.</summary>
public sealed class PortTakenException(int port, Exception inner)
    : Exception($"port {port} is taken: stop what listens there, or choose another with --http", inner)
{
    /// <summary>The port asked for.</summary>
    public int Port => port;
}

/// <summary>The HTTP and WebSocket server of one venue, on 127.0.0.1.</summary>
public sealed class VenueServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Endpoints _endpoints;

    private VenueServer(WebApplication app, Endpoints endpoints)
    {
        _app = app;
        _endpoints = endpoints;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        BaseAddress = new Uri(address.Addresses.Single());
    }

    /// <summary>http://127.0.0.1:port, with the port that was taken when 0 was asked for.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Starts to listen. Requests are answered as soon as this returns.</summary>
    /// <exception cref="PortTakenException">Somebody else listens on the port.</exception>
    public static async Task<VenueServer> StartAsync(IVenue venue, VenueFold fold, VenueServerOptions options)
    {
        var app = Build(options);
        var endpoints = new Endpoints(venue, fold, options, app.Lifetime.ApplicationStopping);
        app.Use(next => context => GuardAsync(next, context, options.OnDefect));
        app.Use(next => context => next(WithGathering(context)));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        endpoints.Map(app);
        try
        {
            await app.StartAsync();
        }
        catch (IOException error) when (error.InnerException is AddressInUseException or SocketException)
        {
            endpoints.Dispose();
            await app.DisposeAsync();
            throw new PortTakenException(options.Port, error);
        }

        return new VenueServer(app, endpoints);
    }

    /// <summary>Closes every connection and stops to listen.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        _endpoints.Dispose();
        await _app.DisposeAsync();
    }

    // An empty builder: no configuration files, environment or console of the framework takes part in this
    // venue.
    private static WebApplication Build(VenueServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        return builder.Build();
    }

    private static async Task GuardAsync(
        RequestDelegate next, HttpContext context, Action<Exception> onDefect)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer, and nothing is wrong with us.
        }
        catch (Exception defect)
        {
            onDefect(defect);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
    }

    private static HttpContext WithGathering(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new GatheringUpgrade(upgrade));
        }

        return context;
    }

    private static void Limit(KestrelServerOptions kestrel, VenueServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.Connections;
        limits.MaxConcurrentUpgradedConnections = options.Connections;
        limits.MaxRequestBodySize = options.RequestMax_Bytes;
        limits.MaxRequestHeadersTotalSize = options.HeadersMax_Bytes;
        limits.MaxRequestLineSize = options.HeadersMax_Bytes / 2;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.MinRequestBodyDataRate = new MinDataRate(
            bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(
            bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    /// <summary>Leaves the signals of the process to the process: it stops more than this server.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
