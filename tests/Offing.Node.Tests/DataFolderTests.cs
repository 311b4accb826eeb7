using Offing.Log;
using Offing.Log.Disk;
using Offing.Node.Tests.Support;

namespace Offing.Node.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("offing-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_reset_removes_what_a_venue_made_and_nothing_else()
    {
        var data = new DataFolder(_folder, reset: false);
        data.Genesis(Repository.GenesisFile);
        LocalLog.Open(new FolderDisk(data.Log)).Dispose();
        Directory.CreateDirectory(data.Chain);
        File.WriteAllText(Path.Combine(data.Chain, "state.json"), "{}");
        File.WriteAllText(Path.Combine(_folder, "deployment.json"), "{}");
        Directory.CreateDirectory(Path.Combine(_folder, "photos"));
        string[] own = ["letter.txt", Path.Combine("photos", "sea.png")];
        Array.ForEach(own, name => File.WriteAllText(Path.Combine(_folder, name), "mine"));

        _ = new DataFolder(_folder, reset: true);
        var left = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        Assert.Equal(own.Order(), left.Select(path => Path.GetRelativePath(_folder, path)).Order());
        Assert.False(Directory.Exists(data.Log) || Directory.Exists(data.Chain));
    }

    [Fact]
    public void A_reset_does_not_pull_the_log_from_under_a_venue_that_runs()
    {
        var data = new DataFolder(_folder, reset: false);
        data.Genesis(Repository.GenesisFile);
        using var running = LocalLog.Open(new FolderDisk(data.Log));
        Assert.Throws<LogLockedException>(() => new DataFolder(_folder, reset: true));
        Assert.NotEmpty(Directory.GetFiles(data.Log, "*.seg"));
        Assert.True(File.Exists(Path.Combine(_folder, "genesis.json")));
    }

    [Fact]
    public void Later_starts_use_the_copy_of_the_genesis_whatever_became_of_the_file()
    {
        var given = Path.Combine(_folder, "given.json");
        File.Copy(Repository.GenesisFile, given);
        var first = new DataFolder(_folder, reset: false).Genesis(given);
        var changed = File.ReadAllText(given).Replace("development", "other", StringComparison.Ordinal);
        File.WriteAllText(given, changed);
        Assert.Equal(first.Hash, new DataFolder(_folder, reset: false).Genesis(given).Hash);
        File.Delete(given);
        Assert.Equal(first.Hash, new DataFolder(_folder, reset: false).Genesis(given).Hash);
    }

    [Fact]
    public void A_folder_to_read_from_must_hold_a_venue_and_is_left_as_it_is()
    {
        var data = new DataFolder(Path.Combine(_folder, "venue"), reset: false);
        var none = Path.Combine(_folder, "none");
        foreach (var path in new[] { none, data.Root })
        {
            var error = Assert.Throws<VenueStartException>(() => DataFolder.Existing(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.Contains("--data", error.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(none));
        var genesis = data.Genesis(Repository.GenesisFile);
        LocalLog.Open(new FolderDisk(data.Log)).Dispose();
        Assert.Equal(genesis.Hash, DataFolder.Existing(data.Root).Genesis().Hash);
    }

    [Fact]
    public void A_bad_genesis_is_named_and_not_kept()
    {
        var given = Path.Combine(_folder, "given.json");
        File.WriteAllText(given, "{}");
        var data = new DataFolder(_folder, reset: false);
        Assert.StartsWith("genesis: ", Assert.Throws<VenueStartException>(() => data.Genesis(given)).Message);
        Assert.Equal([given], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_genesis_that_cannot_be_read_is_one_line()
    {
        var data = new DataFolder(_folder, reset: false);
        foreach (var bad in new[] { Path.Combine(_folder, "none.json"), _folder })
        {
            var error = Assert.Throws<VenueStartException>(() => data.Genesis(bad));
            Assert.Contains("genesis file", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void An_unwritable_folder_says_which_option_to_use()
    {
        var file = Path.Combine(_folder, "a-file");
        File.WriteAllText(file, "");
        foreach (var path in new[] { "/proc/offing", Path.Combine(file, "below") })
        {
            var error = Assert.Throws<VenueStartException>(() => new DataFolder(path, reset: false));
            Assert.Contains("--data", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }
}
