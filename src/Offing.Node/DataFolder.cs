using Offing.Log;
using Offing.Log.Disk;
using Offing.Node.Batches;
using Offing.Node.Receipts;
using Offing.Protocol.Genesis;
using Offing.Settlement.Deployments;

namespace Offing.Node;

/// <summary>The files of one venue.</summary>
public sealed class DataFolder
{
    private const string GenesisName = "genesis.json";

    /// <summary>Makes the folder, and empties it of an earlier venue when asked.</summary>
    /// <exception cref="VenueStartException">It cannot be written to.</exception>
    /// <exception cref="LogLockedException">To be emptied while another process runs its venue.</exception>
    public DataFolder(string path, bool reset)
    {
        Root = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Root);
            if (reset)
            {
                Reset();
            }

            var probe = Path.Combine(Root, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VenueStartException(
                $"cannot write to the data folder {Root}: choose another with --data ({error.Message})",
                error);
        }
    }

    private DataFolder(string root) => Root = root;

    public string Root { get; }

    public string Log => Path.Combine(Root, "log");

    public string Snapshots => Path.Combine(Root, "snapshots");

    /// <summary>A file for each batch whose inputs are not on chain.</summary>
    public string Inputs => Path.Combine(Root, "inputs");

    /// <summary>And one for what goes to the chain in their place.</summary>
    public string Net => Path.Combine(Root, "net");

    public string Chain => Path.Combine(Root, "chain");

    /// <summary>The folder of a venue that was started before, to be read and not written.</summary>
    /// <param name="needsGenesis">False for what only reads the log.</param>
    /// <exception cref="VenueStartException">It holds no venue.</exception>
    public static DataFolder Existing(string path, bool needsGenesis = true)
    {
        const string name = "name the folder that ./offing up has with --data";
        var data = new DataFolder(Path.GetFullPath(path));
        if (!Directory.Exists(data.Root))
        {
            throw new VenueStartException($"there is no folder {data.Root}: {name}");
        }

        if (!Directory.Exists(data.Log))
        {
            throw new VenueStartException(LogView.Segments(data.Root).Count > 0
                ? $"{data.Root} is the log itself: give the folder that it lies in with --data"
                : $"{data.Root} holds no venue (its log is missing): {name}");
        }

        if (needsGenesis && !File.Exists(Path.Combine(data.Root, GenesisName)))
        {
            throw new VenueStartException(
                $"{data.Root} holds no venue ({GenesisName} is missing beside its log): {name}, or put the "
                + $"file back that the venue began with (on chain it is the data of batch 0)");
        }

        return data;
    }

    /// <summary>The records of its log, as far as they are whole; nothing is changed.</summary>
    /// <param name="ended">Told once, behind the last record, where that was.</param>
    /// <exception cref="VenueStartException">There is no log in its folder.</exception>
    public IEnumerable<LogRecord> Records(Action<LogRest>? ended = null) =>
        LogView.Segments(Log).Count > 0
            ? LogView.Read(Log, ended)
            : throw new VenueStartException(
                $"{Log} holds no segment of a log (log-….seg): restore them from a copy, or name another "
                + "venue's folder with --data");

    /// <summary>The folder of the snapshots, made when it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public IDisk SnapshotDisk() => new FolderDisk(Snapshots);

    /// <summary>What is kept of batches beside the log; null when they carry their inputs.</summary>
    /// <param name="isReader">For whoever is not its node: nothing is changed.</param>
    public NetFiles? NetFiles(GenesisConfig genesis, bool isReader = false) => genesis.IsNet
        ? new(
            new NetDataFiles(() => new FolderDisk(Net), isReader),
            isReader ? null : new InputFiles(() => new FolderDisk(Inputs)))
        : null;

    /// <summary>The genesis that a venue started with.</summary>
    /// <exception cref="VenueStartException">It cannot be read, or is not a genesis.</exception>
    public GenesisConfig Genesis() => Genesis(Path.Combine(Root, GenesisName));

    /// <summary>
    /// The venue's genesis: the copy of its first start, or <paramref name="first"/>, which is then copied.
    /// </summary>
    /// <exception cref="VenueStartException">It cannot be read, or is not a genesis.</exception>
    public GenesisConfig Genesis(string first)
    {
        var copy = Path.Combine(Root, GenesisName);
        try
        {
            var bytes = File.ReadAllBytes(File.Exists(copy) ? copy : first);
            if (!GenesisParser.TryParse(bytes, out var genesis, out var error))
            {
                throw new VenueStartException(error);
            }

            if (!File.Exists(copy))
            {
                // Moved into place whole: half a copy would stand in the way of every later start.
                File.WriteAllBytes(copy + ".new", bytes);
                File.Move(copy + ".new", copy, overwrite: true);
            }

            return genesis;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VenueStartException($"cannot read the genesis file: {error.Message}", error);
        }
    }

    // Only what a venue made: a folder that was named by mistake keeps its other files.
    private void Reset()
    {
        if (Directory.Exists(Log))
        {
            using var held = new FolderDisk(Log).Lock();
            Directory.Delete(Log, recursive: true);
        }

        foreach (var folder in new[] { Snapshots, Inputs, Net, Chain }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        File.Delete(Path.Combine(Root, GenesisName));
        File.Delete(Path.Combine(Root, Deployment.FileName));
        File.Delete(Path.Combine(Root, ReceiptOffice.MarksName));
        var files = new DirectoryInfo(Root).GetFiles();
        foreach (var file in files.Where(file => ReceiptFloor.IsFloor(file.Name)))
        {
            file.Delete();
        }
    }
}
