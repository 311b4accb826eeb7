using System.Globalization;
using Offing.Protocol.Wire;

namespace Offing.Acceptance.Tests;

/// <summary>The words of a line, read one after the other.</summary>
internal sealed class Words(string line)
{
    private readonly string[] _words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    private int _at;

    public bool IsAtEnd => _at == _words.Length;

    public string? Peek => IsAtEnd ? null : _words[_at];

    public string Next() =>
        IsAtEnd ? throw new BadLineException("the line ends too early") : _words[_at++];

    /// <summary>Takes the words if they are the next ones.</summary>
    public bool Take(params string[] expected)
    {
        if (!_words.Skip(_at).Take(expected.Length).SequenceEqual(expected))
        {
            return false;
        }

        _at += expected.Length;
        return true;
    }

    public void Must(string expected)
    {
        if (!Take(expected))
        {
            throw new BadLineException($"'{expected}' is missing before '{Peek}'");
        }
    }

    public void MustEnd()
    {
        if (!IsAtEnd)
        {
            throw new BadLineException($"'{Peek}' is not understood");
        }
    }

    public string Rest()
    {
        var rest = string.Join(' ', _words[_at..]);
        _at = _words.Length;
        return rest;
    }

    public WireDecimal Decimal() => WireDecimal.TryParse(Next(), out var value)
        ? value
        : throw new BadLineException($"'{_words[_at - 1]}' is no number");

    public ulong Whole() =>
        ulong.TryParse(Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new BadLineException($"'{_words[_at - 1]}' is no whole number");

    /// <summary>Like 250ms, 30s, 5m, 24h; in milliseconds.</summary>
    public ulong Duration_Ms()
    {
        var word = Next();
        var digits = word.TrimEnd('m', 's', 'h');
        var unit = word[digits.Length..] switch
        {
            "ms" => 1UL,
            "s" => 1_000UL,
            "m" => 60_000UL,
            "h" => 3_600_000UL,
            _ => throw new BadLineException($"'{word}' is no time like 250ms, 30s, 5m, 24h"),
        };
        return new Words(digits).Whole() * unit;
    }
}
