using System.Text;
using Offing.Signing;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Traders;

/// <summary>What is wrong with a publisher for a while.</summary>
internal enum PublisherFault
{
    None,

    /// <summary>It says nothing.</summary>
    Silent,

    /// <summary>It tells prices of before, with their time.</summary>
    OutOfDate,

    /// <summary>It sends what it has sent already.</summary>
    Repeating,

    /// <summary>It tells a price that nobody else does.</summary>
    Wild,
}

/// <summary>A publisher with its own key, that reports the prices of all markets over the network.</summary>
/// <param name="client">Where it is on the network.</param>
/// <param name="nextSequence">
/// What the venue's status says that it must send next; what was in flight when the node fell never came.
/// </param>
internal sealed class Publisher(
    int index, int client, SimWorld world, SimRandom random, IWire wire, Func<int, ulong?> nextSequence)
{
    private const ulong OutOfDate_Ms = 15_000;
    private const ulong AheadMost = 20;

    private readonly ulong[] _sequences = new ulong[world.Genesis.Markets.Count];
    private readonly byte[]?[] _last = new byte[world.Genesis.Markets.Count][];
    private readonly OffingDomain _domain = new(world.Deployment.ChainId, world.Deployment.Vault);
    private PublisherFault _fault;
    private ulong _faultUntil;

    /// <summary>From now until then.</summary>
    public void GoWrong(PublisherFault fault, ulong until) => (_fault, _faultUntil) = (fault, until);

    /// <summary>Reports most markets.</summary>
    public void Act()
    {
        var fault = world.Now < _faultUntil ? _fault : PublisherFault.None;
        for (var market = 0; fault != PublisherFault.Silent && market < _sequences.Length; market++)
        {
            if (random.Chance(850) && Body(market, fault) is { } body)
            {
                _last[market] = body;
                wire.Send(new Request(client, Ask.Report, _sequences[market], body));
            }
        }
    }

    private byte[]? Body(int market, PublisherFault fault)
    {
        if (fault == PublisherFault.Repeating)
        {
            world.Coverage.Count(Seen.ReportSentAgain);
            return _last[market];
        }

        if (nextSequence(market) is { } next && _sequences[market] + 1 > next + AheadMost)
        {
            _sequences[market] = next - 1;
        }

        var (price, time) = (world.Prices.Of(market), world.Clock.Now.Milliseconds);
        if (fault == PublisherFault.Wild)
        {
            world.Coverage.Count(Seen.ReportWild);
            price *= 2;
        }
        else if (fault == PublisherFault.OutOfDate)
        {
            world.Coverage.Count(Seen.ReportOutOfDate);
            time -= OutOfDate_Ms;
        }

        return Signed(market, price, time, ++_sequences[market]);
    }

    private byte[] Signed(int market, ulong price, ulong time, ulong sequence)
    {
        var digest = _domain.Digest(new OracleReportMessage((uint)market, price, time, sequence));
        var signature = world.Signers.Sign(SimGenesis.FirstPublisherKey + index, digest);
        return Encoding.UTF8.GetBytes(
            $"{{\"publisher\":{index},\"market\":{market},\"price\":{price},\"time\":{time},\"sequence\":"
            + $"{sequence},\"signature\":\"{signature}\"}}");
    }
}
