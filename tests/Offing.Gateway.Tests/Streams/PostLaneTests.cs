using System.Text;
using System.Text.Json;
using Offing.Gateway.Streams;
using Offing.Gateway.Tests.Support;
using Offing.Protocol;
using Offing.Protocol.Entries;

namespace Offing.Gateway.Tests.Streams;

public sealed class PostLaneTests
{
    // More than a chunk at a time, over cores, with refusals in between: the sequencer gets them as sent.
    [Fact]
    public async Task Actions_of_one_connection_reach_the_sequencer_in_the_order_in_which_they_were_sent()
    {
        const int posts = 600;
        const int atOnce = 90;
        await using var running = await RunningVenue.StartAsync();
        using var client = await SocketClient.ConnectAsync(running);
        var wrong = new HashSet<int>();
        for (var first = 0; first < posts; first += atOnce)
        {
            for (var id = first; id < Math.Min(first + atOnce, posts); id++)
            {
                // Sometimes another key, sometimes one that nobody knows.
                var key = id % 41 == 7 ? FakeVenue.Bob : id % 29 == 5 ? FakeVenue.Nobody : FakeVenue.Alice;
                var nonce = FakeVenue.Now_Ms + (ulong)id;
                await client.SendAsync(Message(id, Signed.L1(Signed.Order(), key, nonce)));
                _ = key == FakeVenue.Nobody && wrong.Add(id);
            }

            for (var id = first; id < Math.Min(first + atOnce, posts); id++)
            {
                var data = await client.DataAsync("post");
                var status = data.GetProperty("response").GetProperty("payload").GetProperty("status");
                Assert.Equal(
                    wrong.Contains(data.GetProperty("id").GetInt32()) ? "err" : "ok", status.GetString());
            }
        }

        var due = Enumerable.Range(0, posts).Where(id => !wrong.Contains(id))
            .Select(id => FakeVenue.Now_Ms + (ulong)id);
        Assert.Equal(due, running.Venue.Received.Select(entry => ((SignedAction)entry).Nonce));
    }

    // All are checked on one thread and in one order, so that many connections cannot mix each other up.
    [Fact]
    public async Task Actions_of_many_connections_at_once_keep_the_order_of_each_and_find_their_way_back()
    {
        const int connections = 6;
        const int posts = 80;
        await using var running = await RunningVenue.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async own =>
        {
            using var client = await SocketClient.ConnectAsync(running);
            for (var i = 0; i < posts; i++)
            {
                var key = own % 3 == 2 && i % 5 == 4 ? FakeVenue.Nobody
                    : own % 2 == 0 ? FakeVenue.Alice : FakeVenue.Bob;
                var nonce = FakeVenue.Now_Ms + (ulong)((own * posts) + i);
                await client.SendAsync(Message((own * posts) + i, Signed.L1(Signed.Order(), key, nonce)));
            }

            var answered = new HashSet<int>();
            for (var i = 0; i < posts; i++)
            {
                var data = await client.DataAsync("post");
                var id = data.GetProperty("id").GetInt32();
                var isWrong = own % 3 == 2 && id % posts % 5 == 4;
                var status = data.GetProperty("response").GetProperty("payload").GetProperty("status");
                Assert.Equal(isWrong ? "err" : "ok", status.GetString());
                Assert.True(id / posts == own && answered.Add(id));
            }
        }));
        var nonces = running.Venue.Received.Select(
            entry => (int)(((SignedAction)entry).Nonce - FakeVenue.Now_Ms));
        foreach (var own in nonces.GroupBy(nonce => nonce / posts))
        {
            Assert.Equal(own.Order(), own);
            Assert.Equal(own.Key % 3 == 2 ? posts - (posts / 5) : posts, own.Count());
        }
    }

    [Fact]
    public async Task An_outcome_that_does_not_come_is_told_as_unknown()
    {
        await using var running = await RunningVenue.StartAsync(
            change: o => o with { OutcomeWait = TimeSpan.FromMilliseconds(40) });
        running.Venue.IsStuck = true;
        using var client = await SocketClient.ConnectAsync(running);
        await client.SendAsync(Message(3, Signed.L1(Signed.Order(), FakeVenue.Alice)));
        var data = await client.DataAsync("post");
        Assert.Equal(3, data.GetProperty("id").GetInt32());
        Assert.StartsWith("UNKNOWN", data.GetProperty("response").GetProperty("payload")
            .GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_sequencer_is_answered_at_once()
    {
        await using var running = await RunningVenue.StartAsync();
        running.Venue.Refusal = RejectCode.Overloaded;
        using var client = await SocketClient.ConnectAsync(running);
        await client.SendAsync(Message(1, Signed.L1(Signed.Order(), FakeVenue.Alice)));
        var data = await client.DataAsync("post");
        Assert.StartsWith("OVERLOADED", data.GetProperty("response").GetProperty("payload")
            .GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"method":"post","id":7,"request":{"type":"action","payload":{"a":[1,{"b":2}]}}}""", true)]
    [InlineData(
        """{"id" :7,"request":{"payload":{"a":[1,{"b":2}]},"type":"action"},"method":"post"}""", true)]
    [InlineData("""{"method":"post","id":7,"request":{"type":"native","payload":{"a":[1,{"b":2}]}}}""", true)]
    [InlineData("""{"method":"post","id":7,"request":{"type":"info","payload":{}}}""", false)]
    [InlineData("""{"method":"post","id":7,"request":{"type":"action","payload":{}},"more":1}""", false)]
    [InlineData("""{"method":"post","id":7,"id":8,"request":{"type":"action","payload":{}}}""", false)]
    [InlineData("""{"method":"post","id":-7,"request":{"type":"action","payload":{}}}""", false)]
    [InlineData("""{"method":"post","id":7,"request":{"type":"action"}}""", false)]
    [InlineData("""{"method":"post","id":7,"request":{"type":"action","payload":{}}} x""", false)]
    [InlineData("""{"method":"post","id":7,"request":{"type":"action","payload":{}}""", false)]
    [InlineData("""{"method":"subscribe","id":7,"request":{"type":"action","payload":{}}}""", false)]
    [InlineData("""["method"]""", false)]
    [InlineData("", false)]
    public void The_short_way_reads_a_plain_post_of_an_action_and_nothing_else(string message, bool isTaken)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        Assert.Equal(isTaken, PostMessage.TryRead(bytes, out var id, out var payload, out var isNative));
        if (isTaken)
        {
            Assert.Equal(message.Contains("native", StringComparison.Ordinal), isNative);
            Assert.Equal(7ul, id);
            Assert.Equal("""{"a":[1,{"b":2}]}""", Encoding.UTF8.GetString(bytes[payload]));
        }
    }

    private static string Message(int id, string payload) =>
        $$"""{"method":"post","id":{{id}},"request":{"type":"action","payload":{{payload}} } }""";
}
