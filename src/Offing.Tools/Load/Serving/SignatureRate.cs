using System.Diagnostics;
using Offing.Primitives;
using Offing.Signing;

namespace Offing.Tools.Load.Serving;

/// <summary>What the signature library alone does on this thread.</summary>
internal static class SignatureRate
{
    private const int Keys = 64;
    private const int Rounds = 5;
    private const double Round_Seconds = 0.2;

    /// <summary>Checks with a known key, and recoveries, a second; medians of rounds in turn.</summary>
    public static (double Verify, double Recover) Measure()
    {
        var digests = new Hash32[Keys];
        var (signatures, publicKeys) = (new Signature[Keys], new PublicKey[Keys]);
        for (var i = 0; i < Keys; i++)
        {
            digests[i] = Keccak.Hash([(byte)i]);
            signatures[i] = Secp256k1.Sign(digests[i], PrivateKey.FromSeed($"offing load rate {i}"));
            publicKeys[i] = Secp256k1.RecoverPublicKey(digests[i], signatures[i])!.Value;
        }

        var (verify, recover) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            verify[round] = Rate(i => Secp256k1.VerifyKnown(publicKeys[i], digests[i], signatures[i]));
            recover[round] = Rate(i => Secp256k1.Recover(digests[i], signatures[i]) is not null);
        }

        Array.Sort(verify);
        Array.Sort(recover);
        return (verify[Rounds / 2], recover[Rounds / 2]);
    }

    private static double Rate(Func<int, bool> check)
    {
        var begin = Stopwatch.GetTimestamp();
        var count = 0;
        for (; Stopwatch.GetElapsedTime(begin).TotalSeconds < Round_Seconds; count += Keys)
        {
            for (var i = 0; i < Keys; i++)
            {
                Check.That(check(i));
            }
        }

        return count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
