using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Offing.Gateway.Tests.Support;

/// <summary>A plain WebSocket client that waits for what it expects.</summary>
internal sealed class SocketClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<SocketClient> ConnectAsync(RunningVenue venue)
    {
        var client = new SocketClient();
        var address = new UriBuilder(venue.Server.BaseAddress) { Scheme = "ws", Path = "/ws" };
        await client._socket.ConnectAsync(address.Uri, CancellationToken.None);
        return client;
    }

    public Task SendAsync(string text) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The next message; null when the server closed.</summary>
    public async Task<string?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[64 * 1_024];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }

    /// <summary>Sends, and gives the next message.</summary>
    public async Task<string?> AskAsync(string text)
    {
        await SendAsync(text);
        return await NextAsync();
    }

    /// <summary>
    /// Subscribes, checks the acknowledgement, and gives the next message's data if one is expected.
    /// </summary>
    public async Task SubscribeAsync(string subscription)
    {
        var answer = await AskAsync($$"""{"method":"subscribe","subscription":{{subscription}}}""");
        Assert.Equal(
            """{"channel":"subscriptionResponse","data":{"method":"subscribe","subscription":"""
            + subscription + "}}",
            answer);
    }

    /// <summary>The data of the next message, which must be of that channel.</summary>
    public async Task<JsonElement> DataAsync(string channel)
    {
        var message = JsonSerializer.Deserialize<JsonElement>((await NextAsync())!);
        Assert.Equal(channel, message.GetProperty("channel").GetString());
        return message.GetProperty("data");
    }

    public void Dispose() => _socket.Dispose();
}
