namespace Offing.Tools.Client;

/// <summary>
/// Nonces of one signer: milliseconds since 1970, each once, also when several are made in one millisecond.
/// </summary>
public sealed class Nonces
{
    private long _last;

    public ulong Next()
    {
        while (true)
        {
            var last = Interlocked.Read(ref _last);
            var next = Math.Max(last + 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return (ulong)next;
            }
        }
    }
}
