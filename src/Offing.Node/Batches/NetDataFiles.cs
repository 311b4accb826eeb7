using System.Globalization;
using Offing.Commitment.Batches;
using Offing.Log.Disk;
using Offing.Protocol.Batches;

namespace Offing.Node.Batches;

/// <summary>
/// The net data of each batch in a file of its own (spec/snapshot.md): no log and no snapshot gives back that
/// of a batch before the snapshot, and the chain may want it until the batch is final. For any thread.
/// </summary>
/// <param name="folder">Of their own; asked each time.</param>
/// <param name="isReader">
/// Of whoever follows a node that writes them: nothing is changed there, and whose files are not there yet
/// keeps the data itself.
/// </param>
public sealed class NetDataFiles(Func<IDisk> folder, bool isReader = false)
{
    private const string FinalPrefix = "final-";
    private const string Suffix = ".net";

    // The number, in as many digits as the longest has.
    private const int NumberDigits = 20;

    private readonly WholeFiles _files = new(folder);
    private readonly Lock _turn = new();
    private ulong? _final;

    /// <summary>Whether what is kept here needs to be nowhere else.</summary>
    public bool Keeps => !isReader;

    /// <summary>Returns when the data of a batch is durable: before that nobody may have the batch.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public void Keep(SettlementBatch batch)
    {
        if (!isReader)
        {
            _files.Keep(NameOf(batch.Header), Chunks.Join(batch.Chunks));
        }
    }

    /// <summary>The data of a batch, in chunks.</summary>
    /// <exception cref="IOException">It is not there, or not what was kept; the message says what to do.
    /// </exception>
    public IReadOnlyList<byte[]> Read(BatchHeader header)
    {
        var chunks = Chunks.Split(_files.Find(NameOf(header)));
        return Chunks.DataHash(chunks) == header.DataHash ? chunks : throw new IOException(
            $"{NameOf(header)} in {_files.Folder}, the net data of batch {header.Number}, is missing or "
            + "spoiled: put it back from a copy. A start makes it anew as long as the log goes back that "
            + "far, by itself or behind an older snapshot");
    }

    /// <summary>Whether each of these batches that may be wanted has its file, and durably so.</summary>
    /// <exception cref="IOException">One has not; the message says which.</exception>
    public void MustHold(IEnumerable<BatchHeader> headers)
    {
        var final = FindFinal();
        foreach (var header in headers.Where(each => each.Number > final))
        {
            Read(header);
        }

        _files.SyncNames();
    }

    /// <summary>Batches up to this one are the chain's for good: a start asks for no file of theirs.
    /// </summary>
    /// <exception cref="IOException">That is not durable.</exception>
    public void SetFinal(ulong number)
    {
        lock (_turn)
        {
            _final ??= FindFinal();
            if (number > _final)
            {
                // The name says it all. What is to go goes when what stands for it is durable.
                _files.Keep(MarkOf(number), []);
                _files.Delete(MarkOf(_final.Value));
                _final = number;
            }
        }
    }

    /// <summary>Batches from this one on are others from now on.</summary>
    /// <exception cref="IOException">That is not durable.</exception>
    public void Reopen(ulong first)
    {
        lock (_turn)
        {
            if (isReader || FindFinal() < first)
            {
                return;
            }

            _files.Keep(MarkOf(first - 1), []);
            foreach (var mark in Marks().Where(mark => mark != MarkOf(first - 1)).ToArray())
            {
                _files.Delete(mark);
            }

            _files.SyncNames();
            _final = first - 1;
        }
    }

    /// <summary>Takes away the files of batches up to this one, which are final.</summary>
    public void Drop(ulong last)
    {
        foreach (var name in _files.Names.Where(name =>
            name.EndsWith(Suffix, StringComparison.Ordinal) && NumberIn(name, 0) <= last))
        {
            _files.Delete(name);
        }
    }

    // Two batches may bear one number, one before requests were taken back and one after.
    private static string NameOf(BatchHeader header) =>
        $"{Digits(header.Number)}-{header.DataHash.ToString()[2..]}{Suffix}";

    private static string Digits(ulong number) =>
        number.ToString($"D{NumberDigits}", CultureInfo.InvariantCulture);

    private static ulong? NumberIn(string name, int from) =>
        name.Length >= from + NumberDigits && ulong.TryParse(
            name.AsSpan(from, NumberDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private ulong FindFinal() => Marks().Select(name => NumberIn(name, FinalPrefix.Length) ?? 0)
        .DefaultIfEmpty().Max();

    private IEnumerable<string> Marks() =>
        _files.Names.Where(name => name.StartsWith(FinalPrefix, StringComparison.Ordinal));

    private static string MarkOf(ulong number) => FinalPrefix + Digits(number);
}
