using System.Globalization;

namespace Offing.Node.Batches;

/// <summary>
/// The inputs of each batch in a file of its own, as a holder gives them to anybody: copied, or served by any
/// web server. Nobody has to believe it, for they make the header's inputsRoot or are not the inputs.
/// </summary>
/// <param name="folder">Made when it is missing; null keeps none.</param>
public sealed class InputFiles(string? folder)
{
    /// <summary>The file's name in its folder.</summary>
    public static string NameOf(ulong number) => string.Create(CultureInfo.InvariantCulture, $"{number}.bin");

    /// <summary>The batch of this number is another from now on.</summary>
    public void Drop(ulong number)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, NameOf(number)));
        }
    }

    /// <summary>Writes the file, whole or not at all, when it is not there.</summary>
    public void Keep(ulong number, ReadOnlySpan<byte> data)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, NameOf(number));
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path + ".new", data);
            File.Move(path + ".new", path, overwrite: true);
        }
    }
}
