using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Text;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Driving;

/// <summary>
/// A WebSocket that posts actions. Its frames carry the masking key 0, which every server must take: to mask
/// costs the load and tells nothing of the venue, which unmasks all the same.
/// </summary>
internal sealed class SocketLink : ILoadLink
{
    private const int Short = 125;
    private const byte Text = 0x81;
    private const byte Close = 0x88;
    private const byte Ping = 0x89;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly LinkSocket _socket;
    private readonly byte[] _head = new byte[96];

    /// <exception cref="VenueException">No venue, or it takes no WebSocket.</exception>
    public SocketLink(IPEndPoint venue)
    {
        _socket = new LinkSocket(venue);
        var key = Convert.ToBase64String(new byte[16]);
        _socket.Add(Encoding.ASCII.GetBytes(
            $"GET /ws HTTP/1.1\r\nHost: {venue}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        _socket.Flush();
        var begin = Stopwatch.GetTimestamp();
        int end;
        while ((end = _socket.Received.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!_socket.Receive() && Stopwatch.GetElapsedTime(begin) > Patience)
            {
                throw new VenueException($"{venue} does not answer: is it a venue?");
            }
        }

        if (!_socket.Received.StartsWith("HTTP/1.1 101"u8))
        {
            throw new VenueException($"{venue} takes no WebSocket: is it a venue?");
        }

        _socket.Consume(end + 4);
    }

    /// <inheritdoc/>
    public int InFlight { get; private set; }

    /// <inheritdoc/>
    public void Add(ulong id, ReadOnlySpan<byte> body)
    {
        Span<byte> front = stackalloc byte[80];
        var length = 0;
        Append(front, ref length, "{\"method\":\"post\",\"id\":"u8);
        id.TryFormat(front[length..], out var digits);
        length += digits;
        Append(front, ref length, ",\"request\":{\"type\":\"action\",\"payload\":"u8);
        _socket.Add(_head.AsSpan(0, WriteHead(_head, Text, length + body.Length + 2)));
        _socket.Add(front[..length]);
        _socket.Add(body);
        _socket.Add("}}"u8);
        InFlight++;
    }

    /// <inheritdoc/>
    public bool Flush() => _socket.Flush();

    /// <inheritdoc/>
    public bool Receive(AnswerHandler answered)
    {
        if (!_socket.Receive())
        {
            return false;
        }

        while (TryFrame(_socket.Received, out var kind, out var start, out var length))
        {
            var payload = _socket.Received.Slice(start, length);
            if (kind == Text)
            {
                InFlight--;
                answered(IdOf(payload), payload);
            }
            else if (kind == Ping)
            {
                _socket.Add(_head.AsSpan(0, WriteHead(_head, 0x8A, 0)));
            }
            else if (kind == Close)
            {
                throw new VenueException("the venue has closed a WebSocket: "
                    + Encoding.UTF8.GetString(payload[Math.Min(2, payload.Length)..]));
            }

            _socket.Consume(start + length);
        }

        return true;
    }

    public void Dispose() => _socket.Dispose();

    // The head of a masked frame with the key 0: nothing has to be done to what follows.
    private static int WriteHead(Span<byte> head, byte kind, int length)
    {
        head.Clear();
        head[0] = kind;
        if (length <= Short)
        {
            head[1] = (byte)(0x80 | length);
            return 6;
        }

        if (length <= ushort.MaxValue)
        {
            head[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)length);
            return 8;
        }

        head[1] = 0x80 | 127;
        BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)length);
        return 14;
    }

    private static bool TryFrame(ReadOnlySpan<byte> bytes, out byte kind, out int start, out int length)
    {
        (kind, start, length) = (0, 2, 0);
        if (bytes.Length < 2)
        {
            return false;
        }

        (kind, length) = (bytes[0], bytes[1]);
        if (length > Short)
        {
            start = length == 126 ? 4 : 10;
            if (bytes.Length < start)
            {
                return false;
            }

            length = start == 4
                ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])
                : checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]));
        }

        return bytes.Length >= start + length;
    }

    // An answer that is none to a post, an error of the whole socket, has no number that we know: 0.
    private static ulong IdOf(ReadOnlySpan<byte> payload)
    {
        var at = payload.IndexOf("\"id\":"u8);
        return at >= 0 && ulong.TryParse(Digits(payload[(at + 5)..]), out var id) ? id : 0;
    }

    private static ReadOnlySpan<byte> Digits(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? bytes : bytes[..end];
    }

    private static void Append(Span<byte> target, ref int length, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[length..]);
        length += bytes.Length;
    }
}
