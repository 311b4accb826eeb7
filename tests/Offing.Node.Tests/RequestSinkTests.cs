using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Sequencing;

namespace Offing.Node.Tests;

/// <summary>Found by the simulator: a deposit that the clock kept out was never asked for again.</summary>
public sealed class RequestSinkTests : IDisposable
{
    private readonly NodeWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_request_that_the_clock_kept_out_is_told_once_and_taken_again()
    {
        Assert.True(_world.Tick());
        var sink = new RequestSink(_world.Core);
        _world.Clock.Advance(-(long)Limits.ClockMaxAhead_Ms - 1);
        Assert.True(sink.Offer(Entries.Deposit(0, Entries.Alice, 100)));
        Assert.False(sink.HasLost());
        Assert.False(_world.Tick());

        // One that is offered before the watcher knows would stand behind a gap.
        Assert.False(sink.Offer(Entries.Deposit(1, Entries.Alice, 100)));
        Assert.True(sink.HasLost());
        Assert.False(sink.HasLost());
        _world.Clock.Advance(1);
        Assert.True(sink.Offer(Entries.Deposit(0, Entries.Alice, 100)));
        Assert.True(_world.Tick());
        Assert.Equal(1UL, sink.Consumed.Cursor);
    }
}
