using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Signing;

namespace Offing.Gateway.Tests.Native;

public sealed class ReceiptTests : IAsyncLifetime
{
    private RunningVenue _running = null!;

    public async Task InitializeAsync()
    {
        _running = await RunningVenue.StartAsync();
        _running.Venue.Receipts = new SignedMicroBatch(
            new OffingDomain(31337, _running.Venue.Facts.Vault), PrivateKey.FromSeed("sequencer"),
            new RecordPlace(1, 1, Hash32.Zero),
            [.. new ulong[] { 1, 2, 3 }.Select(i => new SequencedEntry(i, i, default, new Tick()))], 600);
    }

    public async Task DisposeAsync() => await _running.DisposeAsync();

    [Fact]
    public async Task An_order_and_a_cancel_are_acknowledged_with_their_receipts()
    {
        const string cancel = """{"type":"cancel","cancels":[{"a":0,"o":1}]}""";
        foreach (var action in new[] { Signed.Order(), cancel })
        {
            var data = (await _running.JsonAsync(
                "/native/exchange", Signed.L1(action, FakeVenue.Alice))).GetProperty("data");
            var receipt = ReceiptJson.Read(data.GetRawText());
            Assert.Equal(data.GetProperty("seq").GetUInt64(), receipt.Receipt.Seq);
            Assert.Equal("ok", data.GetProperty("response").GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_native_post_of_a_WebSocket_is_acknowledged_with_place_and_receipt()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        await client.SendAsync(Post(1, Signed.L1(Signed.Order(), FakeVenue.Alice)));
        var data = await client.DataAsync("post");
        Assert.Equal(1, data.GetProperty("id").GetInt32());
        Assert.Equal("native", data.GetProperty("response").GetProperty("type").GetString());
        var payload = data.GetProperty("response").GetProperty("payload");
        var acknowledged = payload.GetProperty("data");
        var receipt = ReceiptJson.Read(payload.GetRawText());
        Assert.Equal(acknowledged.GetProperty("seq").GetUInt64(), receipt.Receipt.Seq);
        Assert.Equal("ok", acknowledged.GetProperty("response").GetProperty("status").GetString());

        // Refusals have the native form too: at the door, and of what is no envelope.
        foreach (var (body, code) in new[]
        {
            (Signed.L1(Signed.Order(), FakeVenue.Nobody), "UNKNOWN_SIGNER"), ("{}", "MALFORMED"),
        })
        {
            await client.SendAsync(Post(2, body));
            payload = (await client.DataAsync("post")).GetProperty("response").GetProperty("payload");
            Assert.Equal(code, payload.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task A_receipt_is_found_by_nonce_by_a_fills_hash_and_by_number()
    {
        foreach (var query in new[]
        {
            $"signer={FakeVenue.Alice.Address}&nonce={FakeVenue.Now_Ms}", $"hash=0x{1:x64}", "seq=1",
        })
        {
            var reply = await AskAsync(query);
            Assert.Equal(1UL, ReceiptJson.Read(reply.GetRawText()).Receipt.Seq);
        }
    }

    [Theory]
    [InlineData("", "MISSING_KEY")]
    [InlineData("seq=1&hash=0x00", "MISSING_KEY")]
    [InlineData("nonce=1", "MISSING_KEY")]
    [InlineData("nonce=1&seq=1", "MISSING_KEY")]
    [InlineData("signer=0x1&nonce=1", "BAD_ADDRESS")]
    [InlineData("signer=0x0000000000000000000000000000000000000001&nonce=x", "BAD_NUMBER")]
    [InlineData("signer=0x0000000000000000000000000000000000000001&nonce=1", "RECEIPT_UNKNOWN")]
    [InlineData("seq=-1", "BAD_NUMBER")]
    [InlineData("hash=0x1", "BAD_NUMBER")]
    [InlineData("hash=0x0100000000000000000000000000000000000000000000000000000000000001", "BAD_NUMBER")]
    [InlineData("seq=4", "RECEIPT_NOT_YET")]
    public async Task What_is_asked_wrongly_or_is_not_there_has_a_name(string query, string code)
    {
        var reply = await AskAsync(query);
        Assert.Equal(code, reply.GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_is_refused_at_the_door_has_neither_place_nor_receipt()
    {
        var reply = await _running.JsonAsync("/native/exchange", Signed.L1(Signed.Order(), FakeVenue.Nobody));
        Assert.Equal("UNKNOWN_SIGNER", reply.GetProperty("code").GetString());
        Assert.Empty(_running.Venue.Received);
    }

    private static string Post(int id, string envelope) =>
        $$"""{"method":"post","id":{{id}},"request":{"type":"native","payload":{{envelope}} } }""";

    private async Task<JsonElement> AskAsync(string query)
    {
        using var http = new HttpClient { BaseAddress = _running.Server.BaseAddress };
        using var response = await http.GetAsync($"/native/receipt?{query}");
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }
}
