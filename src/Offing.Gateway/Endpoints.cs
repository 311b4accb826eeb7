using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Hyperliquid.Info;
using Offing.Gateway.Native;
using Offing.Gateway.Streams;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;

namespace Offing.Gateway;

/// <summary>Every address of the server and who answers there.</summary>
internal sealed class Endpoints
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

    public Endpoints(IVenue venue, VenueFold fold, VenueServerOptions options, CancellationToken stopping)
    {
        var markets = new MarketDirectory(fold);
        (_options, _stopping) = (options, stopping);
        _info = new InfoHandler(venue, fold, markets);
        _exchange = new ExchangeHandler(venue, markets, options.OutcomeWait, options.Signatures);
        _native = new NativeHandler(venue, _exchange, fold, markets, options.Signatures);
        _queries = new NativeQueries(venue, fold);
        _receipts = new ReceiptQueries(venue);
        _preview = new PreviewHandler(venue, markets);
        _operator = new OperatorQuery(venue, fold);
        _channels = new ChannelTable(_info, fold, markets);
        _hub = new FeedHub(fold);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        Post(routes, "/info", RequestKind.Info, (body, _) => ValueTask.FromResult(_info.Handle(body)));
        Post(routes, "/exchange", RequestKind.Exchange, (body, _) => _exchange.HandleAsync(body));
        Post(
            routes, "/native/exchange", RequestKind.Exchange, (body, _) => _native.ExchangeAsync(body));
        Post(routes, "/native/grant", RequestKind.Exchange, (body, _) => _native.GrantAsync(body));
        Post(routes, "/native/oracle", RequestKind.Exchange, (body, _) => _native.OracleAsync(body));
        Post(routes, "/native/venue", RequestKind.Exchange, (body, _) => _native.VenueAsync(body));
        Post(routes, "/native/operator", RequestKind.Exchange, (body, _) => _native.OperatorAsync(body));
        Post(routes, "/native/settle", RequestKind.Exchange, (_, cancel) => _native.SettleAsync(cancel));
        Post(
            routes, "/native/preview", RequestKind.Native,
            (body, _) => ValueTask.FromResult(_preview.Handle(body)));
        Get(routes, "/native/status", _ => _queries.Status());
        Get(routes, "/native/risk", _ => _queries.Risk());
        Get(routes, "/native/operator", _ => _operator.Handle());
        Get(routes, "/native/account", query => _queries.Account(query["user"]));
        Get(
            routes, "/native/order",
            query => _queries.Order(query["user"], query["oid"], query["cloid"]));
        Get(
            routes, "/native/receipt",
            query => _receipts.Find(query["signer"], query["nonce"], query["hash"], query["seq"]));
        Get(routes, "/native/withdrawals", query => _queries.Withdrawals(query["account"]));
        routes.MapGet("/ws", (RequestDelegate)SocketAsync);
    }

    public void Close() => _hub.Close();

    private void Post(
        IEndpointRouteBuilder routes, string path, RequestKind kind,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<WireReply>> answer) =>
        routes.MapPost(path, (RequestDelegate)(async context =>
        {
            if (!Passes(context, kind))
            {
                await WriteAsync(context, WireReply.Plain(429, "Too many requests"));
            }
            else if (await ReadAsync(context) is { } body)
            {
                await WriteAsync(context, await answer(body, context.RequestAborted));
            }
        }));

    private void Get(IEndpointRouteBuilder routes, string path, Func<IQueryCollection, WireReply> answer) =>
        routes.MapGet(path, (RequestDelegate)(context => WriteAsync(
            context,
            Passes(context, RequestKind.Native)
                ? answer(context.Request.Query)
                : WireReply.Plain(429, "Too many requests"))));

    private async Task SocketAsync(HttpContext context)
    {
        if (!Passes(context, RequestKind.Connection))
        {
            await WriteAsync(context, WireReply.Plain(429, "Too many connections"));
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            await WriteAsync(context, WireReply.Plain(400, "WebSocket only"));
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var stream = (context.Features.Get<IHttpUpgradeFeature>() as GatheringUpgrade)?.Stream;
        var outbox = new Outbox(_options.RingMessages, _options.ReaderLag);
        using var session = new SocketSession(
            _info, _exchange, _channels, _hub, outbox, _options,
            () => Passes(context, RequestKind.Message));
        if (stream is not null)
        {
            stream.BeforeWait = session.Rest;
        }

        await new SocketConnection(socket, stream, outbox, _options).RunAsync(session.Receive, _stopping);
    }

    private bool Passes(HttpContext context, RequestKind kind) =>
        _options.Gate.TryPass(context.Connection.RemoteIpAddress, kind);

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
