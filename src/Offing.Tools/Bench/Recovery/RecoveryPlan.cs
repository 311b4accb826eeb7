using System.Text.Json;
using Offing.Log.Disk;
using Offing.Node.Batches;
using Offing.Protocol.Genesis;
using Offing.Tools.Bench.Engines;

namespace Offing.Tools.Bench.Recovery;

/// <summary>What log a recovery bench makes, and where.</summary>
/// <param name="Folder">Holds log, snapshots and this plan.</param>
/// <param name="Accounts">With money and a session key; <paramref name="Active"/> of them trade.</param>
/// <param name="Commands">Orders and cancels in the log, one an action.</param>
/// <param name="PerRecord">Of them in a micro-batch, one a millisecond of the venue's time.</param>
/// <param name="Tail">Commands behind the snapshot; 0: none is made.</param>
public sealed record RecoveryPlan(
    string Folder, int Accounts, int Active, int Commands, int PerRecord, int Tail)
{
    private const string FileName = "recovery.json";

    /// <summary>Whether its venue posts net data.</summary>
    public bool IsNet { get; init; }

    /// <summary>Records of the log that was made.</summary>
    public ulong Records { get; init; }

    /// <summary>Entries of the log that was made, reports and cuts included.</summary>
    public ulong Entries { get; init; }

    /// <summary>Bytes of all records.</summary>
    public long LogBytes { get; init; }

    /// <summary>State root behind the last entry.</summary>
    public string Root { get; init; } = "";

    internal EngineSetting Setting => new(Accounts, Active, 8, Math.Max(10_000, Accounts), 0, 1);

    internal GenesisConfig Genesis => Setting.Genesis() with { IsNet = IsNet };

    /// <summary>Beside its log; null: nothing.</summary>
    internal NetFiles? Files => IsNet ? new(
        new NetDataFiles(() => new FolderDisk(Path.Combine(Folder, "net"))),
        new InputFiles(() => new FolderDisk(Path.Combine(Folder, "inputs")))) : null;

    internal string Log => Path.Combine(Folder, "log");

    internal string Snapshots => Path.Combine(Folder, "snapshots");

    internal void Save() =>
        File.WriteAllText(Path.Combine(Folder, FileName), JsonSerializer.Serialize(this));

    /// <summary>The plan of a log that was made before.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static RecoveryPlan Load(string folder)
    {
        var text = File.ReadAllText(Path.Combine(folder, FileName));
        return JsonSerializer.Deserialize<RecoveryPlan>(text)! with { Folder = folder };
    }
}
