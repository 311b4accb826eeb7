using Offing.Engine;
using Offing.Engine.Restoring;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.State;

/// <summary>
/// Makes a machine of what <see cref="StateTree.Show"/> shows. <see cref="Finish"/> computes the root anew
/// from the machine and compares: what comes out is the state of that root, or an exception.
/// </summary>
public sealed class StateRestore(GenesisConfig genesis, Hash32 rulesHash) : ILeafSink
{
    private readonly Restoration _restoration = new(genesis);
    private Hash32 _root;
    private byte[] _preimage = [];
    private MarketLeafReading? _market;
    private AccountLeafReading? _account;

    /// <inheritdoc/>
    /// <exception cref="CodecException">They are no leaf of the kind, or come in no order.</exception>
    /// <exception cref="AssertionFailedException">They contradict those before.</exception>
    public void Take(LeafKind kind, ReadOnlySpan<byte> bytes)
    {
        CloseFor(kind);
        switch (kind)
        {
            case LeafKind.Root:
                (_preimage, _root) = (bytes.ToArray(), Keccak.Hash(bytes));
                break;
            case LeafKind.Settings:
                _restoration.Venue(VenueReading.Decode(_preimage, bytes));
                break;
            case LeafKind.Market:
                _market = new MarketLeafReading(bytes);
                break;
            case LeafKind.Tiers:
                Of(_market).AddTiers(bytes);
                break;
            case LeafKind.Quotes:
                Of(_market).AddQuotes(bytes, genesis.Venues.Count);
                break;
            case LeafKind.Publisher:
                Of(_market).AddPublisher(bytes);
                break;
            case LeafKind.Ring:
                Of(_market).AddRing(bytes);
                break;
            case LeafKind.Account:
                _account = new AccountLeafReading(bytes);
                break;
            case LeafKind.Volume:
                Of(_account).AddVolume(bytes);
                break;
            case LeafKind.Nonces:
                Of(_account).AddNonces(bytes);
                break;
            case LeafKind.Grant:
                Of(_account).AddGrant(bytes);
                break;
            default:
                TakeOrder(kind, bytes);
                break;
        }
    }

    /// <summary>The machine, and the tree of its leaves.</summary>
    /// <exception cref="CodecException">It is not that of the root that was shown.</exception>
    public (Machine Machine, StateTree Tree) Finish()
    {
        CloseFor(LeafKind.Timer);
        var machine = _restoration.Finish();
        var tree = new StateTree(rulesHash);
        tree.Apply(LeafChanges.Capture(machine.State));
        return tree.Root() == _root
            ? (machine, tree)
            : throw new CodecException("the leaves are not those of their root, or of other rules");
    }

    private void TakeOrder(LeafKind kind, ReadOnlySpan<byte> bytes)
    {
        switch (kind)
        {
            case LeafKind.Order:
                var reader = new ByteReader(bytes);
                var place = reader.U64();
                _restoration.Order(OrderLeaf.Decode(reader.Bytes(reader.Remaining), place));
                break;
            case LeafKind.Waiting:
                WaitingLeafReading.Give(_restoration, bytes);
                break;
            case LeafKind.Timer:
                _restoration.Timer(WaitingLeafReading.Timer(bytes));
                break;
            default:
                throw new CodecException($"a leaf of kind {(byte)kind}");
        }
    }

    // What belongs to a market or to an account is all there when something else comes.
    private void CloseFor(LeafKind next)
    {
        if (_market is not null
            && next is not (LeafKind.Tiers or LeafKind.Quotes or LeafKind.Publisher or LeafKind.Ring))
        {
            _restoration.Market(_market.Finish());
            _market = null;
        }

        if (_account is not null && next is not (LeafKind.Volume or LeafKind.Nonces or LeafKind.Grant))
        {
            _restoration.Account(_account.Finish());
            _account = null;
        }
    }

    private static T Of<T>(T? owner)
        where T : class => owner ?? throw new CodecException("a leaf below none");
}
