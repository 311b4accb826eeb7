using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Fees;

/// <summary>What a builder may charge an owner at most.</summary>
/// <param name="Most">Tenths of a basis point, above zero.</param>
public readonly record struct BuilderApproval(Address Builder, uint Most);

/// <summary>The builders that an owner lets charge a fee, for all accounts of the owner.</summary>
public sealed class BuilderApprovals
{
    private readonly Account _account;
    private readonly List<BuilderApproval> _byAddress = [];

    internal BuilderApprovals(Account account) => _account = account;

    /// <summary>By address; at most <see cref="Limits.BuildersPerAccount"/>.</summary>
    public IReadOnlyList<BuilderApproval> ByAddress => _byAddress;

    /// <summary>Tenths of a basis point; zero: nothing.</summary>
    public uint MostFor(Address builder)
    {
        var place = Find(builder);
        return place < 0 ? 0 : _byAddress[place].Most;
    }

    /// <param name="most">Tenths of a basis point; zero takes the approval back.</param>
    internal void Set(Address builder, uint most)
    {
        var place = Find(builder);
        if (place >= 0)
        {
            _byAddress.RemoveAt(place);
        }

        if (most > 0)
        {
            var behind = _byAddress.FindIndex(other => other.Builder.CompareTo(builder) > 0);
            _byAddress.Insert(behind < 0 ? _byAddress.Count : behind, new BuilderApproval(builder, most));
        }

        _account.Touch();
    }

    private int Find(Address builder) => _byAddress.FindIndex(approval => approval.Builder == builder);
}
