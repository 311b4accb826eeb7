using Microsoft.AspNetCore.Http.Features;

namespace Offing.Gateway.Streams;

/// <summary>
/// The bytes of one WebSocket connection between its framing and the transport. Reads take all that has come,
/// so that many small messages cost one call; writes gather while <see cref="IsGathering"/>, and go out
/// together.
/// </summary>
internal sealed class GatheringStream(Stream inner) : Stream
{
    private const int Buffer_Bytes = 64 * 1_024;
    private readonly byte[] _in = new byte[Buffer_Bytes];
    private readonly Lock _turn = new();
    private int _inFrom;
    private int _inTo;
    private MemoryStream _out = new();
    private MemoryStream _spare = new();
    private bool _isDraining;
    private volatile bool _isGathering;

    /// <summary>Called before a read that has to wait for the transport.</summary>
    public Action? BeforeWait { get; set; }

    /// <summary>Set by the sending side while more messages are at hand; a flush then does nothing.</summary>
    public bool IsGathering
    {
        get => _isGathering;
        set => _isGathering = value;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A read of nothing asks whether there is anything.
        if (_inFrom == _inTo || buffer.IsEmpty)
        {
            return _inFrom == _inTo ? FillAsync(buffer, cancellationToken) : new ValueTask<int>(0);
        }

        return new ValueTask<int>(Serve(buffer));
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        long waiting;
        lock (_turn)
        {
            _out.Write(buffer.Span);
            waiting = _out.Length;
        }

        return waiting < Buffer_Bytes ? ValueTask.CompletedTask : DrainAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        IsGathering ? Task.CompletedTask : DrainAsync(cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        BeforeWait?.Invoke();
        (_inFrom, _inTo) = (0, 0);
        _inTo = await inner.ReadAsync(_in.AsMemory(), cancel);
        return Serve(buffer);
    }

    private int Serve(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _inTo - _inFrom);
        _in.AsSpan(_inFrom, count).CopyTo(buffer.Span);
        _inFrom += count;
        return count;
    }

    // One writes to the transport at a time, and takes along what others add meanwhile.
    private async ValueTask DrainAsync(CancellationToken cancel)
    {
        while (TryTakeOut(out var bytes))
        {
            try
            {
                await inner.WriteAsync(bytes, cancel);
                await inner.FlushAsync(cancel);
            }
            finally
            {
                lock (_turn)
                {
                    _isDraining = false;
                }
            }
        }
    }

    private bool TryTakeOut(out ReadOnlyMemory<byte> bytes)
    {
        lock (_turn)
        {
            bytes = default;
            if (_isDraining || _out.Length == 0)
            {
                return false;
            }

            (_out, _spare) = (_spare, _out);
            _out.SetLength(0);
            _isDraining = true;
            bytes = _spare.GetBuffer().AsMemory(0, (int)_spare.Length);
            return true;
        }
    }
}

/// <summary>Puts a <see cref="GatheringStream"/> under the WebSocket that a request becomes.</summary>
internal sealed class GatheringUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    /// <inheritdoc/>
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>After the upgrade.</summary>
    public GatheringStream? Stream { get; private set; }

    /// <inheritdoc/>
    public async Task<Stream> UpgradeAsync() => Stream = new GatheringStream(await inner.UpgradeAsync());
}
