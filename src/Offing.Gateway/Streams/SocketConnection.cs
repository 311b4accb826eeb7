using System.Net.WebSockets;

namespace Offing.Gateway.Streams;

/// <summary>Carries one WebSocket: receives, sends, and closes it with a reason.</summary>
/// <param name="stream">What lies under the socket, so that messages at hand go out together.</param>
internal sealed class SocketConnection(
    WebSocket socket, GatheringStream? stream, Outbox outbox, VenueServerOptions options)
{
    private const int Buffer_Bytes = 8 * 1_024;
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(2);

    /// <summary>Runs until either side closes.</summary>
    /// <param name="receive">Called with each text message, one after the other.</param>
    /// <param name="stopping">The server stops.</param>
    public async Task RunAsync(Action<ReadOnlyMemory<byte>> receive, CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        using var stop = stopping.Register(
            () => outbox.Close(WebSocketCloseStatus.EndpointUnavailable, "the venue stops"));
        await using var silence = new Timer(
            _ => outbox.Close(CloseCode.Silent, "nothing was heard for too long"), null, options.Silence,
            Timeout.InfiniteTimeSpan);
        var sending = SendAllAsync(abort);
        try
        {
            await ReceiveAllAsync(
                receive, () => silence.Change(options.Silence, Timeout.InfiniteTimeSpan), abort.Token);
        }
        catch (Exception error) when (IsGone(error))
        {
            // The client is gone, or was cut off: there is nobody left to tell.
        }

        outbox.Close(WebSocketCloseStatus.NormalClosure, "");
        await sending;
    }

    private async Task SendAllAsync(CancellationTokenSource abort)
    {
        try
        {
            while (await outbox.TakeAsync(() => RestAsync(abort), abort.Token) is { } message)
            {
                // A send that takes longer than the permitted lag is a slow reader too; there is no room left
                // for a close frame.
                abort.CancelAfter(options.ReaderLag);
                Gather(true);
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, abort.Token);
                abort.CancelAfter(Timeout.InfiniteTimeSpan);
            }

            Gather(false);

            abort.CancelAfter(CloseWait);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(outbox.Reason.Code, outbox.Reason.Text, abort.Token);
            }
        }
        catch (Exception error) when (IsGone(error))
        {
            await abort.CancelAsync();
        }
        catch
        {
            // A message could not be made, which is a bug of ours: the receiving side must end too, or nobody
            // hears of it.
            await abort.CancelAsync();
            throw;
        }
    }

    // Sends what has gathered; a slow reader is cut off here as in the midst of a message.
    private async Task RestAsync(CancellationTokenSource abort)
    {
        if (stream is { IsGathering: true })
        {
            stream.IsGathering = false;
            abort.CancelAfter(options.ReaderLag);
            await stream.FlushAsync(abort.Token);
            abort.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private void Gather(bool more)
    {
        if (stream is not null)
        {
            stream.IsGathering = more;
        }
    }

    private static bool IsGone(Exception error) =>
        error is WebSocketException or OperationCanceledException or IOException;

    private async Task ReceiveAllAsync(
        Action<ReadOnlyMemory<byte>> receive, Action heard, CancellationToken cancel)
    {
        var buffer = new byte[Buffer_Bytes];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
            heard();
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (part.MessageType != WebSocketMessageType.Text)
            {
                outbox.Close(WebSocketCloseStatus.InvalidMessageType, "messages are text");
                return;
            }

            if (message.Length + part.Count > options.RequestMax_Bytes)
            {
                outbox.Close(WebSocketCloseStatus.MessageTooBig, "the message is too long");
                return;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                receive(message.GetBuffer().AsMemory(0, (int)message.Length));
                message.SetLength(0);
            }
        }
    }
}
