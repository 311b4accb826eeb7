using System.Text;
using System.Text.Json;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Hyperliquid.Info;
using Offing.Gateway.Limiting;
using Offing.Gateway.Wire;

namespace Offing.Gateway.Streams;

/// <summary>
/// What a client says on one WebSocket, and the answers. Messages come one after the other.
/// </summary>
internal sealed class SocketSession(
    InfoHandler info, ExchangeHandler exchange, PostChecks checks, ChannelTable channels, FeedHub hub,
    Outbox outbox, VenueServerOptions options, ClientGate gate) : IDisposable
{
    private readonly Dictionary<string, Subscription> _subscriptions = [];
    private readonly PostLane _posts = new(exchange, checks, outbox, options);

    /// <summary>Answers one message. Nothing that a client sends makes it throw.</summary>
    public void Receive(ReadOnlyMemory<byte> message)
    {
        if (!gate.TryPass(RequestKind.Message))
        {
            Refuse("Too many messages");
            return;
        }

        if (PostMessage.TryRead(message.Span, out var id, out var payload, out var isNative))
        {
            Post(id, message.Span[payload], isNative);
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(message, WireJson.Request);
            if (!TryDispatch(document.RootElement))
            {
                RefuseMessage(message.Span);
            }
        }
        catch (JsonException)
        {
            RefuseMessage(message.Span);
        }
    }

    /// <summary>Nothing more is at hand: what has come goes on its way.</summary>
    public void Rest() => _posts.Flush();

    /// <summary>Ends every subscription.</summary>
    public void Dispose()
    {
        _posts.Flush();
        _posts.Dispose();
        foreach (var subscription in _subscriptions.Values)
        {
            End(subscription);
        }

        _subscriptions.Clear();
    }

    // Keys that are not known are passed over: clients add their own.
    private bool TryDispatch(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("method", out var method)
            || method.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        switch (method.GetString())
        {
            case "ping":
                Send(SocketMessages.Pong());
                return true;
            case "subscribe" when message.TryGetProperty("subscription", out var subscription):
                Subscribe(subscription);
                return true;
            case "unsubscribe" when message.TryGetProperty("subscription", out var subscription):
                Unsubscribe(subscription);
                return true;
            case "post":
                return TryPost(message);
            default:
                return false;
        }
    }

    private void Subscribe(JsonElement wanted)
    {
        if (channels.Find(wanted) is not { } channel)
        {
            Refuse($"Invalid subscription {wanted.GetRawText()}");
        }
        else if (_subscriptions.ContainsKey(channel.Identity))
        {
            Refuse($"Already subscribed: {wanted.GetRawText()}");
        }
        else if (_subscriptions.Count >= options.SubscriptionsPerSocket)
        {
            Refuse($"Too many subscriptions, over {options.SubscriptionsPerSocket}: {wanted.GetRawText()}");
        }
        else if (channel.User is { } user && !gate.TryFollow(user, out var most))
        {
            Refuse($"Cannot track more than {most} total users.");
        }
        else
        {
            Send(SocketMessages.Acknowledge("subscribe", wanted));
            var subscription = new Subscription(channel, outbox);
            _subscriptions.Add(channel.Identity, subscription);
            hub.Add(subscription);
        }
    }

    private void Unsubscribe(JsonElement unwanted)
    {
        if (channels.Find(unwanted) is not { } channel)
        {
            Refuse($"Invalid subscription {unwanted.GetRawText()}");
        }
        else if (!_subscriptions.Remove(channel.Identity, out var subscription))
        {
            Refuse($"Already unsubscribed: {unwanted.GetRawText()}");
        }
        else
        {
            End(subscription);
            Send(SocketMessages.Acknowledge("unsubscribe", unwanted));
        }
    }

    private void End(Subscription subscription)
    {
        hub.Remove(subscription);
        if (subscription.Channel.User is { } user)
        {
            gate.Unfollow(user);
        }
    }

    private bool TryPost(JsonElement message)
    {
        if (!message.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number
            || !id.TryGetUInt64(out var number)
            || !message.TryGetProperty("request", out var request)
            || request.ValueKind != JsonValueKind.Object
            || !request.TryGetProperty("type", out var kind)
            || !request.TryGetProperty("payload", out var payload))
        {
            return false;
        }

        if (kind.ValueEquals("info"))
        {
            var type = payload.ValueKind == JsonValueKind.Object
                && payload.TryGetProperty("type", out var named)
                && named.ValueKind == JsonValueKind.String ? named.GetString() : "";
            Send(SocketMessages.Post(number, "info", type, info.Handle(payload, gate.Charge)));
            return true;
        }

        var isNative = kind.ValueEquals("native");
        if (!isNative && !kind.ValueEquals("action"))
        {
            return false;
        }

        Post(number, Encoding.UTF8.GetBytes(payload.GetRawText()), isNative);
        return true;
    }

    private void Post(ulong id, ReadOnlySpan<byte> payload, bool isNative)
    {
        if (!_posts.TryAdd(id, payload, isNative))
        {
            Refuse($"too many pending post requests id={id}");
        }
    }

    private void RefuseMessage(ReadOnlySpan<byte> message) =>
        Refuse($"Error parsing JSON into valid websocket request: {Encoding.UTF8.GetString(message)}");

    private void Refuse(string text) => Send(SocketMessages.Error(text));

    private void Send(byte[] message) => outbox.Add(() => message);
}
