using System.Text;
using System.Text.Json;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Tests.Hyperliquid;

/// <summary>
/// Actions that three client libraries signed, when they lie beside the repository: as a batch carries them,
/// compact where that can be, read back, and the signer recovered from what was read.
/// </summary>
public sealed class RecordedActionTests
{
    private const int SignatureHalf_Digits = 64;
    private static readonly OffingDomain Domain = new(31_337, Address.OfSystem("vault"));

    [Fact]
    public void Recorded_actions_give_their_signers_back_out_of_a_batch()
    {
        if (Load() is not { } vectors)
        {
            return;
        }

        var (actions, bySigner) = (new List<SignedAction>(), new List<Address>());
        foreach (var vector in vectors.GetProperty("l1").EnumerateArray())
        {
            var bytes = Hex.Decode(vector.GetProperty("msgpack").GetString());
            Add(vector, bytes, SigningScheme.L1Mainnet, vector.GetProperty("mainnet"));
            Add(vector, bytes, SigningScheme.L1Testnet, vector.GetProperty("testnet"));
        }

        var ofL1 = actions.Count;
        foreach (var vector in vectors.GetProperty("userSigned").EnumerateArray())
        {
            var json = Encoding.UTF8.GetBytes(vector.GetProperty("action").GetRawText());
            Assert.True(JsonTranscoder.TryTranscode(json, out var bytes, out _));
            Add(vector, bytes, SigningScheme.UserTyped, vector.GetProperty("signature"));
        }

        Assert.True(ofL1 >= 36 && actions.Count > ofL1, $"only {ofL1} and {actions.Count} actions");
        var entries = actions.Select((action, i) => new SequencedEntry(
            (ulong)i + 1, (ulong)i + 1, new Time(action.Nonce + 5), action)).ToList();
        var data = EntryCodec.EncodeBatchData(entries);
        Assert.True(data.Length < entries.Sum(entry => ((SignedAction)entry.Entry).Payload.Length + 75));
        var read = EntryCodec.DecodeBatchData(1, data).Select(entry => (SignedAction)entry.Entry).ToList();
        for (var i = 0; i < read.Count; i++)
        {
            Assert.Equal(actions[i].Payload, read[i].Payload);
            Assert.Null(ActionDigest.FindDefect(read[i], Domain, out var signer));
            Assert.Equal(bySigner[i], signer);
        }

        void Add(JsonElement vector, byte[]? bytes, SigningScheme scheme, JsonElement by)
        {
            if (!ActionParser.TryParse(bytes, out var parsed, out _))
            {
                return;
            }

            var nonce = parsed.InnerNonce ?? vector.GetProperty("nonce").GetUInt64();
            actions.Add(new SignedAction(
                scheme, bytes!, nonce, Optional(vector, "vaultAddress")?.GetString() is { } vault
                    ? Address.Parse(vault)
                    : null,
                Optional(vector, "expiresAfter")?.GetUInt64(), Signature(by), default, parsed.Command));
            bySigner.Add(Address.Parse(vector.GetProperty("signer").GetString()!));
        }
    }

    private static JsonElement? Optional(JsonElement vector, string name) =>
        vector.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    // Leading zeros may be missing.
    private static byte[] Signature(JsonElement by)
    {
        string Half(string name) => by.GetProperty(name).GetString()![2..].PadLeft(SignatureHalf_Digits, '0');
        return [.. Hex.Decode("0x" + Half("r") + Half("s")), (byte)(by.GetProperty("v").GetInt32() - 27)];
    }

    private static JsonElement? Load()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
        {
            folder = folder.Parent!;
        }

        var file = Path.Combine(folder.FullName, "..", "shared", "vectors", "hyperliquid-signing.json");
        if (!File.Exists(file))
        {
            Console.WriteLine("../shared/vectors is not there: nothing checked here");
            return null;
        }

        return JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
    }
}
