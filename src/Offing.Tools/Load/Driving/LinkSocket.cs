using System.Net;
using System.Net.Sockets;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Driving;

/// <summary>
/// A socket that never makes its thread wait: bytes to be sent gather in front, bytes received behind.
/// </summary>
internal sealed class LinkSocket : IDisposable
{
    private const int Buffer_Bytes = 1 << 20;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private byte[] _out = new byte[Buffer_Bytes];
    private byte[] _in = new byte[Buffer_Bytes];
    private int _outFrom;
    private int _outTo;
    private int _inFrom;
    private int _inTo;

    /// <exception cref="VenueException">Nobody listens there.</exception>
    public LinkSocket(IPEndPoint venue)
    {
        try
        {
            _socket.NoDelay = true;
            _socket.Connect(venue);
            _socket.Blocking = false;
        }
        catch (SocketException refused)
        {
            _socket.Dispose();
            throw new VenueException(
                $"no venue answers at {venue}: start one with ./offing up, or leave --url away "
                + $"({refused.Message})");
        }
    }

    /// <summary>What came in and was not consumed.</summary>
    public ReadOnlySpan<byte> Received => _in.AsSpan(_inFrom, _inTo - _inFrom);

    public void Consume(int bytes) => _inFrom += bytes;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_outTo + bytes.Length > _out.Length)
        {
            MakeRoom(ref _out, ref _outFrom, ref _outTo, bytes.Length);
        }

        bytes.CopyTo(_out.AsSpan(_outTo));
        _outTo += bytes.Length;
    }

    public bool Flush()
    {
        if (_outFrom == _outTo)
        {
            return false;
        }

        var sent = _socket.Send(_out.AsSpan(_outFrom, _outTo - _outFrom), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            throw Closed($"{error}");
        }

        _outFrom += Math.Max(0, sent);
        if (_outFrom == _outTo)
        {
            (_outFrom, _outTo) = (0, 0);
        }

        return sent > 0;
    }

    public bool Receive()
    {
        if (_inFrom == _inTo)
        {
            (_inFrom, _inTo) = (0, 0);
        }

        if (_in.Length - _inTo < Buffer_Bytes / 4)
        {
            MakeRoom(ref _in, ref _inFrom, ref _inTo, Buffer_Bytes / 2);
        }

        var got = _socket.Receive(_in.AsSpan(_inTo), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        if (error != SocketError.Success || got == 0)
        {
            throw Closed(got == 0 ? "it ended" : $"{error}");
        }

        _inTo += got;
        return true;
    }

    public void Dispose() => _socket.Dispose();

    private static VenueException Closed(string why) =>
        new($"the venue has closed a connection of the load ({why})");

    private static void MakeRoom(ref byte[] buffer, ref int from, ref int to, int wanted)
    {
        var waiting = to - from;
        var target = waiting + wanted > buffer.Length ? new byte[2 * (waiting + wanted)] : buffer;
        buffer.AsSpan(from, waiting).CopyTo(target);
        (buffer, from, to) = (target, 0, waiting);
    }
}
