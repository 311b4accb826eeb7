using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Settlement.Watching;

namespace Offing.Node;

/// <summary>Requests of the chain enter by the front door, as ordinary entries.</summary>
public sealed class RequestSink(NodeCore node) : IRequestSink
{
    /// <inheritdoc/>
    public QueuePosition Consumed =>
        node.Read(state => new QueuePosition(state.QueueCursor, state.QueueHash));

    /// <inheritdoc/>
    public bool Offer(QueueRequest request) => node.TryOffer(new Submission(request), out _);
}
