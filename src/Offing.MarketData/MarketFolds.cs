using Offing.MarketData.Saving;
using Offing.Primitives;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.MarketData;

/// <summary>
/// The markets by id, with their parameters of now, and the publishers. It grows with what is listed. One
/// writer; <see cref="Parameters"/> and <see cref="Publishers"/> are whole lists that readers may keep.
/// </summary>
internal sealed class MarketFolds
{
    private readonly List<MarketFold> _folds = [];
    private volatile MarketParameters[] _parameters;
    private volatile Address[] _publishers;

    public MarketFolds(GenesisConfig genesis)
    {
        _parameters = [.. genesis.Markets];
        _publishers = [.. genesis.Publishers];
        _folds.AddRange(genesis.Markets.Select(market => new MarketFold(market.Id)));
    }

    /// <summary>By id; another list after each change.</summary>
    public IReadOnlyList<MarketParameters> Parameters => _parameters;

    /// <summary>By number; zero: nobody has the place. Another list after each change.</summary>
    public IReadOnlyList<Address> Publishers => _publishers;

    public MarketFold this[MarketId market]
    {
        get
        {
            Check.That(market.Value < (uint)_folds.Count);
            return _folds[(int)market.Value];
        }
    }

    public void Add(MarketListed listed)
    {
        Check.That(listed.Parameters.Id.Value == (uint)_folds.Count);
        _folds.Add(new MarketFold(listed.Parameters.Id));
        _parameters = [.. _parameters, listed.Parameters];
    }

    public void Change(MarketChanged changed) => _parameters =
        [.. _parameters.Select(market => market.Id == changed.Parameters.Id ? changed.Parameters : market)];

    public void Change(PublisherChanged changed)
    {
        var publishers = _publishers.ToList();
        if (changed.Publisher == publishers.Count)
        {
            publishers.Add(default);
        }

        publishers[changed.Publisher] = changed.Key;
        _publishers = [.. publishers];
    }

    /// <summary>A piece of who and what there is, then one a market.</summary>
    public void Save(FoldStream pieces)
    {
        pieces.Write(writer => writer
            .PutAll(_publishers, static (to, in key) => to.Address(key))
            .PutAll(_parameters, ParameterSaving.Put));
        _folds.ForEach(market => pieces.Write(market.Save));
    }

    public void Load(FoldStream pieces)
    {
        var reader = new SaveReader(pieces.Read());
        var publishers = new Address[reader.Count()];
        for (var i = 0; i < publishers.Length; i++)
        {
            publishers[i] = reader.Address();
        }

        var parameters = new MarketParameters[reader.Count()];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = ParameterSaving.Market(ref reader, new MarketId((uint)i));
        }

        reader.End();
        (_publishers, _parameters) = (publishers, parameters);
        _folds.Clear();
        foreach (var market in parameters)
        {
            var fold = new SaveReader(pieces.Read());
            _folds.Add(MarketFold.Load(ref fold, market.Id));
            fold.End();
        }
    }
}
