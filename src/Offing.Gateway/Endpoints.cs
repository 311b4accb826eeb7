using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Hyperliquid.Info;
using Offing.Gateway.Limiting;
using Offing.Gateway.Native;
using Offing.Gateway.Streams;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;

namespace Offing.Gateway;

/// <summary>Every address of the server and who answers there.</summary>
internal sealed class Endpoints : IDisposable
{
    private readonly VenueServerOptions _options;
    private readonly CancellationToken _stopping;
    private readonly InfoHandler _info;
    private readonly ExchangeHandler _exchange;
    private readonly NativeHandler _native;
    private readonly NativeQueries _queries;
    private readonly ReceiptQueries _receipts;
    private readonly PreviewHandler _preview;
    private readonly OperatorQuery _operator;
    private readonly ChannelTable _channels;
    private readonly FeedHub _hub;
    private readonly PostChecks _checks;
    private readonly IRequestGate _gate;

    public Endpoints(IVenue venue, VenueFold fold, VenueServerOptions options, CancellationToken stopping)
    {
        var markets = new MarketDirectory(fold);
        (_options, _stopping) = (options, stopping);
        static long Clock() => Environment.TickCount64;
        var budgets = options.Limits is { } limits ? new ActionBudgets(limits, fold.Volume, Clock) : null;
        _gate = options.Limits is { } ofAddress ? new RateGate(ofAddress, Clock) : options.Gate;
        _info = new InfoHandler(venue, fold, markets, budgets);
        _exchange = new ExchangeHandler(
            venue, markets, options.OutcomeWait, new Door(venue, options.Signatures, budgets));
        _native = new NativeHandler(venue, _exchange, fold, markets, options.Signatures);
        _queries = new NativeQueries(venue, fold);
        _receipts = new ReceiptQueries(venue);
        _preview = new PreviewHandler(venue, markets);
        _operator = new OperatorQuery(venue, fold);
        _channels = new ChannelTable(_info, fold, markets);
        _hub = new FeedHub(fold);
        _checks = new PostChecks(_exchange, options.OnDefect);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        Post(
            routes, "/info", RequestKind.Info,
            (body, context) => ValueTask.FromResult(_info.Handle(body, ChargeOf(context))), weight: 0);
        Post(
            routes, "/exchange", RequestKind.Exchange,
            (body, context) => _exchange.HandleAsync(body, HintOf(context), ChargeOf(context)), weight: 0);
        Post(
            routes, "/native/exchange", RequestKind.Exchange,
            (body, context) => _native.ExchangeAsync(body, HintOf(context)));
        Post(
            routes, "/native/grant", RequestKind.Exchange,
            (body, context) => _native.GrantAsync(body, HintOf(context)));
        Post(routes, "/native/oracle", RequestKind.Report, (body, _) => _native.OracleAsync(body), 0);
        Post(routes, "/native/venue", RequestKind.Report, (body, _) => _native.VenueAsync(body), 0);
        Post(routes, "/native/operator", RequestKind.Report, (body, _) => _native.OperatorAsync(body), 0);
        Post(
            routes, "/native/settle", RequestKind.Exchange,
            (_, context) => _native.SettleAsync(context.RequestAborted));
        Post(
            routes, "/native/preview", RequestKind.Native,
            (body, _) => ValueTask.FromResult(_preview.Handle(body)), RequestWeights.Common);
        Get(routes, "/native/status", _ => _queries.Status(), RequestWeights.Light);
        Get(routes, "/native/risk", _ => _queries.Risk(), RequestWeights.Light);
        Get(routes, "/native/operator", _ => _operator.Handle());
        Get(routes, "/native/account", query => _queries.Account(query["user"]));
        Get(
            routes, "/native/order",
            query => _queries.Order(query["user"], query["oid"], query["cloid"]), RequestWeights.Light);
        Get(
            routes, "/native/receipt",
            query => _receipts.Find(query["signer"], query["nonce"], query["hash"], query["seq"]),
            RequestWeights.Light);
        Get(routes, "/native/withdrawals", query => _queries.Withdrawals(query["account"]));
        routes.MapGet("/ws", (RequestDelegate)SocketAsync);
    }

    public void Dispose()
    {
        _hub.Close();
        _checks.Dispose();
    }

    private void Post(
        IEndpointRouteBuilder routes, string path, RequestKind kind,
        Func<ReadOnlyMemory<byte>, HttpContext, ValueTask<WireReply>> answer, int weight = 1) =>
        routes.MapPost(path, (RequestDelegate)(async context =>
        {
            if (!Passes(context, kind))
            {
                await WriteAsync(context, WireReply.Plain(429, "Too many requests"));
            }
            else if (await ReadAsync(context) is { } body)
            {
                _gate.Charge(context.Connection.RemoteIpAddress, weight);
                await WriteAsync(context, await answer(body, context));
            }
        }));

    private void Get(
        IEndpointRouteBuilder routes, string path, Func<IQueryCollection, WireReply> answer,
        int weight = RequestWeights.Common) =>
        routes.MapGet(path, (RequestDelegate)(context =>
        {
            if (!Passes(context, RequestKind.Native))
            {
                return WriteAsync(context, WireReply.Plain(429, "Too many requests"));
            }

            _gate.Charge(context.Connection.RemoteIpAddress, weight);
            return WriteAsync(context, answer(context.Request.Query));
        }));

    private async Task SocketAsync(HttpContext context)
    {
        if (!Passes(context, RequestKind.Connection))
        {
            await WriteAsync(context, WireReply.Plain(429, "Too many connections"));
            return;
        }

        try
        {
            await TalkAsync(context);
        }
        finally
        {
            _gate.Closed(context.Connection.RemoteIpAddress);
        }
    }

    private async Task TalkAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await WriteAsync(context, WireReply.Plain(400, "WebSocket only"));
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var stream = (context.Features.Get<IHttpUpgradeFeature>() as GatheringUpgrade)?.Stream;
        var outbox = new Outbox(_options.RingMessages, _options.ReaderLag);
        using var session = new SocketSession(
            _info, _exchange, _checks, _channels, _hub, outbox, _options,
            new ClientGate(_gate, context.Connection.RemoteIpAddress));
        if (stream is not null)
        {
            stream.BeforeWait = session.Rest;
        }

        await new SocketConnection(socket, stream, outbox, _options).RunAsync(session.Receive, _stopping);
    }

    // A client that keeps its connection signs with the same key, mostly.
    private static SignerHint HintOf(HttpContext context)
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
        {
            return new SignerHint();
        }

        if (items.TryGetValue(typeof(SignerHint), out var found) && found is SignerHint known)
        {
            return known;
        }

        var hint = new SignerHint();
        items[typeof(SignerHint)] = hint;
        return hint;
    }

    private bool Passes(HttpContext context, RequestKind kind) =>
        _gate.TryPass(context.Connection.RemoteIpAddress, kind);

    private Action<int> ChargeOf(HttpContext context)
    {
        var client = context.Connection.RemoteIpAddress;
        return weight => _gate.Charge(client, weight);
    }

    // The whole body, or null when it was too long or too slow and the client has been told so.
    private async ValueTask<byte[]?> ReadAsync(HttpContext context)
    {
        try
        {
            using var body = new MemoryStream((int)Math.Min(
                context.Request.ContentLength ?? 0, _options.RequestMax_Bytes));
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return body.ToArray();
        }
        catch (BadHttpRequestException refused)
        {
            var text = refused.StatusCode == 413 ? "The body is too long" : "The body did not come through";
            await WriteAsync(context, WireReply.Plain(refused.StatusCode, text));
            return null;
        }
    }

    private static async Task WriteAsync(HttpContext context, WireReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        context.Response.ContentLength = reply.Body.Length;
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }
}
