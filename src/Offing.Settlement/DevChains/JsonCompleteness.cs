namespace Offing.Settlement.DevChains;

/// <summary>
/// Tells a whole JSON object from one whose writing was cut off. A proper prefix of an object never closes
/// its first brace, so counting braces outside strings is enough, whatever the size.
/// </summary>
internal static class JsonCompleteness
{
    private const int Buffer_Bytes = 1 << 16;

    /// <summary>Whether the file is one object that ends where the file ends.</summary>
    public static bool IsWhole(string path)
    {
        using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, Buffer_Bytes);
        var buffer = new byte[Buffer_Bytes];
        var scan = default(Scan);
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            foreach (var value in buffer.AsSpan(0, read))
            {
                if (!scan.Accept(value))
                {
                    return false;
                }
            }
        }

        return scan.Closed;
    }

    private struct Scan
    {
        private int _depth;
        private bool _inString;
        private bool _escaped;

        public bool Closed { get; private set; }

        public bool Accept(byte value)
        {
            if (_inString)
            {
                (_escaped, _inString) = (!_escaped && value == '\\', _escaped || value != '"');
                return true;
            }

            if (value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                return true;
            }

            if (Closed || (_depth == 0 && value != '{'))
            {
                return false;
            }

            _inString = value == '"';
            _depth += value is (byte)'{' or (byte)'[' ? 1 : value is (byte)'}' or (byte)']' ? -1 : 0;
            Closed = _depth == 0;
            return true;
        }
    }
}
