using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Signing;

namespace Offing.Tools.Bench.Pipe;

/// <summary>
/// Ways to check a signature, in turn in one process on one thread, each over the same signatures.
/// </summary>
public static class SignatureBench
{
    private const int Messages = 500;

    /// <param name="rounds">Of all ways; the median counts.</param>
    public static JsonObject Run(int rounds)
    {
        var key = PrivateKey.FromSeed("offing bench signatures");
        var known = KnownKey.Prepare(key.PublicKey)!;
        var digests = Enumerable.Range(0, Messages)
            .Select(i => Keccak.Hash(BitConverter.GetBytes(i))).ToArray();
        var signatures = digests.Select(digest => Secp256k1.Sign(digest, key)).ToArray();
        var claims = digests.Zip(signatures)
            .Select(each => new KnownKey.Claim(known, each.First, each.Second)).ToArray();
        var results = new bool[Messages];
        var ways = new (string Name, Func<int, bool> Check)[]
        {
            ("recover", i => Secp256k1.Recover(digests[i], signatures[i]) == key.Address),
            ("verify", i => Secp256k1.VerifyKnown(key.PublicKey, digests[i], signatures[i])),
            ("known_key", i => known.HasSigned(digests[i], signatures[i])),
            ("known_key_of_16", i => HaveSigned(claims, results, i, 16)),
            ("known_key_of_4", i => HaveSigned(claims, results, i, 4)),
        };
        var times = ways.ToDictionary(way => way.Name, _ => new List<double>());
        for (var round = 0; round < rounds + 1; round++)
        {
            foreach (var (name, check) in ways)
            {
                var begin = Stopwatch.GetTimestamp();
                for (var i = 0; i < Messages; i++)
                {
                    Primitives.Check.That(check(i));
                }

                // The first round compiles.
                if (round > 0)
                {
                    times[name].Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / Messages);
                }
            }
        }

        var figures = new JsonObject();
        foreach (var (name, own) in times)
        {
            figures[$"{name}_us"] = Math.Round(own.Order().ElementAt(own.Count / 2), 2);
        }

        var prepare = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            Primitives.Check.That(KnownKey.Prepare(key.PublicKey) is not null);
        }

        figures["prepare_us"] = Math.Round(Stopwatch.GetElapsedTime(prepare).TotalMicroseconds / 20);
        return figures;
    }

    // With every so many-th call all up to the next one are checked.
    private static bool HaveSigned(KnownKey.Claim[] claims, bool[] results, int at, int size)
    {
        if (at % size == 0)
        {
            var count = Math.Min(size, claims.Length - at);
            KnownKey.HaveSigned(claims.AsSpan(at, count), results.AsSpan(at, count));
        }

        return results[at];
    }
}
