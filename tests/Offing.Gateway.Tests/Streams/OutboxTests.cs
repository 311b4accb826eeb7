using Offing.Gateway.Streams;

namespace Offing.Gateway.Tests.Streams;

public sealed class OutboxTests
{
    private static readonly byte[] Message = [1];

    [Fact]
    public async Task A_full_outbox_closes_as_a_slow_reader_and_sends_nothing_more()
    {
        var outbox = new Outbox(capacity: 2, TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++)
        {
            outbox.Add(() => Message);
        }

        Assert.Null(await outbox.TakeAsync(null, CancellationToken.None));
        Assert.Equal(4000, (int)outbox.Reason.Code);
    }

    [Fact]
    public async Task A_message_that_waited_too_long_closes_as_a_slow_reader()
    {
        var outbox = new Outbox(capacity: 2, TimeSpan.FromMilliseconds(-1));
        outbox.Add(() => Message);
        Assert.Null(await outbox.TakeAsync(null, CancellationToken.None));
        Assert.Equal(4000, (int)outbox.Reason.Code);
    }

    [Fact]
    public async Task Messages_come_in_order_and_those_with_nothing_to_say_are_passed_over()
    {
        var outbox = new Outbox(capacity: 9, TimeSpan.FromHours(1));
        outbox.Add(() => [1]);
        outbox.Add(() => null);
        outbox.Add(() => [2]);
        Assert.Equal([1], (await outbox.TakeAsync(null, CancellationToken.None))!);
        Assert.Equal([2], (await outbox.TakeAsync(null, CancellationToken.None))!);
    }

    [Fact]
    public async Task A_state_that_changes_often_waits_only_once_and_shows_its_newest_value()
    {
        var value = 0;
        var outbox = new Outbox(capacity: 2, TimeSpan.FromHours(1));
        var channel = new StateChannel("x", "x", [], () => value);
        var subscription = new Subscription(channel, outbox);
        for (value = 1; value < 50; value++)
        {
            subscription.Begin();
        }

        var message = System.Text.Encoding.UTF8.GetString(
            (await outbox.TakeAsync(null, CancellationToken.None))!);
        Assert.Equal("""{"channel":"x","data":50}""", message);
    }
}
