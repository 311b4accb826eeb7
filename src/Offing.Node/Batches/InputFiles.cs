using System.Globalization;
using Offing.Commitment.Batches;
using Offing.Log.Disk;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;

namespace Offing.Node.Batches;

/// <summary>
/// The inputs of each batch in a file of its own, as a holder gives them to anybody: copied, or served by any
/// web server. Nobody has to believe it, for they make the header's inputsRoot or are not the inputs. Of a
/// pruned log they are all that is left of its entries.
/// </summary>
/// <param name="folder">Of their own; asked each time.</param>
public sealed class InputFiles(Func<IDisk> folder)
{
    private readonly WholeFiles _files = new(folder);
    private ulong _keptTo;

    /// <summary>The file's name in its folder.</summary>
    public static string NameOf(ulong number) => string.Create(CultureInfo.InvariantCulture, $"{number}.bin");

    /// <summary>Where they are, for messages.</summary>
    public string Folder => _files.Folder;

    /// <summary>Of batches behind one, up to another, the last before the first whose file is missing.
    /// </summary>
    /// <remarks>For one thread, which begins further and further on.</remarks>
    public ulong KeptTo(ulong from, ulong to)
    {
        _keptTo = Math.Max(_keptTo, from);
        while (_keptTo < to && _files.Has(NameOf(_keptTo + 1)))
        {
            _keptTo++;
        }

        return Math.Min(_keptTo, to);
    }

    /// <summary>The entries of a batch; null when its file is not there, or does not make them.</summary>
    /// <exception cref="IOException">The medium does not give it now.</exception>
    public IReadOnlyList<SequencedEntry>? Find(BatchHeader header)
    {
        try
        {
            var entries = _files.Find(NameOf(header.Number)) is { } data
                ? EntryCodec.DecodeBatchData(header.FirstSeq, data)
                : null;
            return entries is not null && BatchBuilder.InputsRoot(entries) == header.InputsRoot
                ? entries
                : null;
        }
        catch (CodecException)
        {
            return null;
        }
    }

    /// <summary>The batch of this number is another from now on.</summary>
    public void Drop(ulong number) => _files.Delete(NameOf(number));

    /// <summary>Returns when the file is durable.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public void Keep(ulong number, ReadOnlySpan<byte> data) => _files.Keep(NameOf(number), data);
}
