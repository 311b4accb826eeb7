using Offing.Tools.Client;

namespace Offing.Tools;

/// <summary>The folder in which this program was built: contracts and spec lie in it.</summary>
public static class Repository
{
    /// <exception cref="VenueException">The program was moved out of its repository.</exception>
    public static string Root { get; } = Find();

    public static string Contracts => Path.Combine(Root, "contracts");

    public static string DevelopmentGenesis => Path.Combine(Root, "spec", "genesis.development.json");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new VenueException("this program runs from its repository: start it with ./offing");
    }
}
