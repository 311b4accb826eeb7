using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Wire;
using Offing.Signing;
using Offing.Tools.Load.Files;
using Xunit;

namespace Offing.Tools.Tests.Load;

public sealed class LoadFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Every_request_is_signed_by_the_session_key_of_its_account(int batch)
    {
        var plan = new LoadPlan("test", 3, 40 * batch, batch, 1_700_000_000_000);
        LoadSigning.Run(_path, plan, isNamed: false, (_, _) => { }, default);
        using var reader = LoadFile.Open(_path);
        Assert.Equal(plan, reader.Plan);
        var (count, kinds, last) = (0, new HashSet<LoadKind>(), new ulong[plan.Accounts]);
        for (; reader.Next(); count++)
        {
            var envelope = JsonNode.Parse(reader.Body)!;
            Assert.Equal(plan.Session(reader.Account).Address, SignerOf(envelope));
            var nonce = envelope["nonce"]!.GetValue<ulong>();
            Assert.True(nonce > Math.Max(last[reader.Account], plan.Signed_Ms));
            last[reader.Account] = nonce;
            var items = envelope["action"]![reader.Kind == LoadKind.Orders ? "orders" : "cancels"]!;
            Assert.Equal(batch, items.AsArray().Count);
            kinds.Add(reader.Kind);
        }

        Assert.Equal(plan.Requests, count);
        Assert.Contains(LoadKind.Orders, kinds);
    }

    [Fact]
    public void The_same_seed_makes_the_same_file()
    {
        var plan = new LoadPlan("test", 5, 500, 1, 1_700_000_000_000);
        LoadSigning.Run(_path, plan, isNamed: false, (_, _) => { }, default);
        var first = File.ReadAllBytes(_path);
        LoadSigning.Run(_path, plan, isNamed: false, (_, _) => { }, default);
        Assert.Equal(first, File.ReadAllBytes(_path));
    }

    [Fact]
    public void Another_file_is_refused_with_what_to_do()
    {
        File.WriteAllText(_path, "no load");
        Assert.Contains("load sign", Assert.Throws<FormatException>(() => LoadFile.Open(_path)).Message);
        Assert.Contains(
            "load sign", Assert.Throws<FormatException>(() => LoadFile.Open(_path + ".none")).Message);
    }

    private static Address? SignerOf(JsonNode envelope)
    {
        var signature = envelope["signature"]!;
        Assert.True(Signature.TryParse(
            signature["r"]!.GetValue<string>(), signature["s"]!.GetValue<string>(),
            signature["v"]!.GetValue<ulong>(), out var parsed));
        Assert.True(JsonTranscoder.TryTranscode(
            System.Text.Encoding.UTF8.GetBytes(envelope["action"]!.ToJsonString()), out var packed, out _));
        var connection = HyperliquidSigning.ConnectionId(packed, envelope["nonce"]!.GetValue<ulong>());
        return Secp256k1.Recover(
            HyperliquidSigning.L1Digest(connection, HyperliquidSource.Testnet), parsed);
    }
}
