using System.Text;

namespace Offing.Protocol.Wire;

/// <summary>
/// The keys that an object may have: refuses the unknown and the doubled, and says which are missing.
/// </summary>
internal sealed class KeySet(params string[] known)
{
    private uint _seen;

    /// <summary>Reads the next key of a map.</summary>
    public string Next(ref MessagePackReader reader)
    {
        var key = reader.Utf8("a key");
        var index = 0;
        while (index < known.Length && !Ascii.Equals(key, known[index]))
        {
            index++;
        }

        if (index == known.Length)
        {
            throw new WireException(RejectCode.UnknownKey, Encoding.UTF8.GetString(key));
        }

        if ((_seen & (1u << index)) != 0)
        {
            throw new WireException(
                RejectCode.DuplicateKey, $"the key {known[index]} stands twice in one object");
        }

        _seen |= 1u << index;
        return known[index];
    }

    /// <summary>Refuses an object in which a key is missing that is not listed here as optional.</summary>
    public void MustHaveAll(params ReadOnlySpan<string> optional)
    {
        for (var i = 0; i < known.Length; i++)
        {
            if ((_seen & (1u << i)) == 0 && !optional.Contains(known[i]))
            {
                throw new WireException(RejectCode.MissingKey, known[i]);
            }
        }
    }
}
