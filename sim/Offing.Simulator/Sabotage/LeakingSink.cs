using Offing.Protocol.Entries;
using Offing.Settlement.Watching;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Sabotage;

/// <summary>Takes a request of the chain and loses it.</summary>
internal sealed class LeakingSink(IRequestSink inner, SimRandom random) : IRequestSink
{
    public QueuePosition Consumed => inner.Consumed;

    public bool Offer(QueueRequest request) => random.Chance(100) || inner.Offer(request);
}
