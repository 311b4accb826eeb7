using System.Xml.Linq;

namespace Offing.Architecture.Tests.Projects;

/// <summary>What a project file says of the projects and packages that it stands on.</summary>
internal sealed record ProjectFile(string Path, IReadOnlySet<string> Projects, IReadOnlySet<string> Packages)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static IReadOnlyList<ProjectFile> Below(string folder) =>
        Repository.FilesEnding(".csproj").Where(file => file.StartsWith(folder, StringComparison.Ordinal))
            .Select(Load).ToList();

    private static ProjectFile Load(string path)
    {
        var document = XDocument.Parse(Repository.Read(path));
        return new ProjectFile(
            path,
            Includes(document, "ProjectReference").Select(NameOf).ToHashSet(),
            Includes(document, "PackageReference").ToHashSet());
    }

    private static IEnumerable<string> Includes(XDocument document, string element) =>
        document.Descendants(element).Select(e => (string?)e.Attribute("Include") ?? "");

    private static string NameOf(string include) =>
        System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/'));
}
