using System.Buffers.Binary;
using System.Text.Json;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Files;

/// <summary>
/// A file of requests that were signed beforehand: the plan as one line of JSON, then each request as account
/// (4 bytes), kind (1), length (4) and its body for /exchange.
/// </summary>
public static class LoadFile
{
    internal const int Head_Bytes = 9;
    private const int Buffer_Bytes = 1 << 20;

    /// <summary>Writes the plan; requests are appended to what it returns.</summary>
    public static FileStream Create(string path, LoadPlan plan)
    {
        var file = new FileStream(
            path, FileMode.Create, FileAccess.Write, FileShare.None, Buffer_Bytes);
        JsonSerializer.Serialize(file, plan);
        file.WriteByte((byte)'\n');
        return file;
    }

    /// <summary>Appends one request.</summary>
    public static void Append(Stream file, int account, LoadKind kind, ReadOnlySpan<byte> body)
    {
        Span<byte> head = stackalloc byte[Head_Bytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, account);
        head[4] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[5..], body.Length);
        file.Write(head);
        file.Write(body);
    }

    /// <summary>Opens a file to be sent.</summary>
    /// <exception cref="FormatException">It is not such a file.</exception>
    public static LoadReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FormatException(
                $"--file {path} is not there: make it with ./offing load sign --out {path}");
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Buffer_Bytes);
        try
        {
            var line = new List<byte>();
            for (var next = file.ReadByte(); next is not (-1 or '\n') && line.Count < 4_096;)
            {
                line.Add((byte)next);
                next = file.ReadByte();
            }

            return new LoadReader(file, JsonSerializer.Deserialize<LoadPlan>(line.ToArray())!);
        }
        catch (JsonException)
        {
            file.Dispose();
            throw new FormatException(
                $"--file {path} holds no signed load: make one with ./offing load sign --out FILE");
        }
    }
}

/// <summary>Requests of a file, one after the other, without a copy each.</summary>
public sealed class LoadReader(FileStream file, LoadPlan plan) : IDisposable
{
    private readonly byte[] _head = new byte[LoadFile.Head_Bytes];
    private byte[] _body = new byte[64 * 1_024];
    private int _length;

    public LoadPlan Plan => plan;

    /// <summary>Of the request in hand.</summary>
    public int Account { get; private set; }

    /// <inheritdoc cref="Account"/>
    public LoadKind Kind { get; private set; }

    /// <summary>The body for /exchange, valid until the next move; may be changed in place.</summary>
    public Span<byte> Body => _body.AsSpan(0, _length);

    /// <summary>Moves on; false at the end of the file.</summary>
    /// <exception cref="VenueException">The file ends within a request.</exception>
    public bool Next()
    {
        if (file.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false) < _head.Length)
        {
            return false;
        }

        Account = BinaryPrimitives.ReadInt32LittleEndian(_head);
        Kind = (LoadKind)_head[4];
        _length = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(5));
        if (_length > _body.Length)
        {
            _body = new byte[2 * _length];
        }

        return file.ReadAtLeast(Body, _length, throwOnEndOfStream: false) == _length
            ? true
            : throw new VenueException("the file of signed requests was cut off: sign it again");
    }

    public void Dispose() => file.Dispose();
}
