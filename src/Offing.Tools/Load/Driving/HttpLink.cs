using System.Net;
using System.Text;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Driving;

/// <summary>A kept-alive connection with one request to /exchange at a time.</summary>
internal sealed class HttpLink(IPEndPoint venue) : ILoadLink
{
    private readonly LinkSocket _socket = new(venue);
    private readonly byte[] _front = Encoding.ASCII.GetBytes(
        $"POST /exchange HTTP/1.1\r\nHost: {venue}\r\nContent-Type: application/json\r\nContent-Length: ");

    private ulong _id;

    /// <inheritdoc/>
    public int InFlight { get; private set; }

    /// <inheritdoc/>
    public void Add(ulong id, ReadOnlySpan<byte> body)
    {
        Span<byte> digits = stackalloc byte[12];
        body.Length.TryFormat(digits, out var written);
        _socket.Add(_front);
        _socket.Add(digits[..written]);
        _socket.Add("\r\n\r\n"u8);
        _socket.Add(body);
        (_id, InFlight) = (id, InFlight + 1);
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

        var head = _socket.Received.IndexOf("\r\n\r\n"u8);
        if (head >= 0 && LengthOf(_socket.Received[..head]) is var length
            && _socket.Received.Length >= head + 4 + length)
        {
            InFlight--;
            answered(_id, _socket.Received.Slice(head + 4, length));
            _socket.Consume(head + 4 + length);
        }

        return true;
    }

    public void Dispose() => _socket.Dispose();

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        var value = at < 0 ? default : head[(at + name.Length)..];
        var end = value.IndexOf((byte)'\r');
        return int.TryParse(end < 0 ? value : value[..end], out var length)
            ? length
            : throw new VenueException("an answer of the venue tells no length: is it a venue?");
    }
}
