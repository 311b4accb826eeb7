using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Settlement.Watching;

namespace Offing.Node;

/// <summary>Requests of the chain enter by the front door, as ordinary entries.</summary>
public sealed class RequestSink(NodeCore node) : IRequestSink
{
    private readonly Lock _gate = new();
    private int _onTheirWay;
    private bool _hasLost;

    /// <inheritdoc/>
    public QueuePosition Consumed =>
        node.Read(state => new QueuePosition(state.QueueCursor, state.QueueHash));

    /// <inheritdoc/>
    public bool Offer(QueueRequest request)
    {
        lock (_gate)
        {
            if (_hasLost)
            {
                return false;
            }

            _onTheirWay++;
        }

        var isTaken = node.TryOffer(new Submission(request, Told), out _);
        if (!isTaken)
        {
            Left(isLost: false);
        }

        return isTaken;
    }

    /// <inheritdoc/>
    public bool HasLost()
    {
        lock (_gate)
        {
            var isToldNow = _hasLost && _onTheirWay == 0;
            _hasLost &= !isToldNow;
            return isToldNow;
        }
    }

    // A clock that is behind, or a disk without any room, keeps out what was let in already.
    private void Told(Outcome outcome) => Left(isLost: outcome.Refusal != RejectCode.None);

    private void Left(bool isLost)
    {
        lock (_gate)
        {
            _onTheirWay--;
            _hasLost |= isLost;
        }
    }
}
