namespace Offing.Protocol.Tests;

/// <summary>Where this repository lies.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, found upwards from the tests.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Offing.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
