namespace Offing.Acceptance.Tests;

/// <summary>The files of tests/Acceptance, in ordinal order.</summary>
internal static class ScenarioFiles
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "Acceptance");

    public static IReadOnlyList<string> All { get; } =
        Directory.EnumerateFiles(Folder, "*.txt", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal).ToList();

    public static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("no Offing.slnx above the tests");
    }
}
