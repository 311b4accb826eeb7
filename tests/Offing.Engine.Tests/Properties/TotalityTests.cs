using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Engine.Tests.Properties;

/// <summary>
/// Garbage of every kind that the codec can carry: each entry gives events, none an exception.
/// </summary>
public class TotalityTests
{
    private readonly SplitMix _random = new(99);

    [Fact]
    [Trait("rule", "ENG-UNI-005")]
    public void Any_entry_in_any_state_gives_events()
    {
        var venue = Venue.Ready(Venue.Genesis(maker: -100_000));
        venue.Buy(Venue.Alice, Venue.Btc, "29000", "0.1");
        for (var i = 0; i < 20_000; i++)
        {
            venue.Now += (ulong)_random.Below(3);
            venue.Apply(Entry(venue));
        }
    }

    [Fact]
    [Trait("rule", "ENG-UNI-005")]
    public void Marks_of_any_size_and_the_end_of_time_give_events()
    {
        var venue = Venue.Ready();
        venue.Sell(Venue.Alice, Venue.Btc, "30000", "10");
        venue.Buy(Venue.Bob, Venue.Btc, "30000", "10");
        foreach (var (time, price) in ((ulong, uint)[])[
            (1_900_000_000_000, uint.MaxValue), (ulong.MaxValue - 60_000, 1),
            (ulong.MaxValue, uint.MaxValue)])
        {
            venue.Now = time;
            for (var round = 0; round < 3; round++)
            {
                venue.Report(0, Venue.Btc, price);
                venue.Report(1, Venue.Btc, price);
            }

            venue.Apply(new Tick());
            venue.Apply(Wild(venue) with { Nonce = time, Signer = Venue.Who(Venue.Alice) });
            var order = new PlaceOrders([Venue.Order(Venue.Btc, Side.Buy, "1", "1")], null);
            Assert.NotEmpty(venue.Apply(venue.Signed(Venue.Alice, order, time - 1)));
        }
    }

    private Entry Entry(Venue venue) => _random.Below(11) switch
    {
        10 => AnyReversal(venue),
        0 => new QueueRequest(
            _random.Chance(50) ? venue.State.QueueCursor : _random.Wild(), (RequestType)_random.Below(9),
            Venue.Who("x" + _random.Below(5)), Address.Zero, _random.Wild(), Bytes(_random.Below(12))),
        1 => new OracleReport(
            (byte)_random.Below(5), Market(), new Ticks(Word()), new Time(_random.Wild()),
            _random.Wild(), []),
        2 => new BatchCut(_random.Wild()),
        3 => new Started(_random.Wild()),
        _ => Wild(venue),
    };

    private Reversal AnyReversal(Venue venue) =>
        venue.Reversal(_random.Chance(50) ? 0 : _random.Wild()) is { } last && _random.Chance(80)
            ? last
            : new Reversal(_random.Wild(), default, new QueueRequest(
                _random.Wild(), (RequestType)_random.Below(9), Venue.Who("x1"), Address.Zero, 0,
                Bytes(_random.Below(12))));

    private SignedAction Wild(Venue venue)
    {
        var signer = _random.Pick<string>([Venue.Alice, Venue.Bob, Venue.Carol, "x1", "nobody"]);
        // At the end of time the sum wraps: an old nonce is as good here as a new one.
        var soon = unchecked(venue.Now + (ulong)_random.Below(1_000_000));
        var nonce = _random.Chance(50) ? _random.Wild() : soon;
        return new SignedAction(
            (SigningScheme)_random.Below(4), [], nonce, Vault(),
            _random.Chance(10) ? _random.Wild() : null, [], Venue.Who(signer), Command());
    }

    private Address? Vault() => _random.Below(40) switch
    {
        0 => Venue.Who("v"),
        < 4 => SubAccount(),
        _ => null,
    };

    private Address SubAccount() => SubAccountAddress.Of(
        Venue.Who(_random.Pick<string>([Venue.Alice, Venue.Bob])), (uint)_random.Below(3));

    private Command Command() => _random.Below(11) switch
    {
        0 => new CancelOrders([(Market(), new OrderId(_random.Wild()))]),
        1 => new CancelOrdersByClientId([(Market(), ClientId())]),
        2 => new ModifyOrders(
            [(new OrderReference(new OrderId(_random.Wild() % 100), ClientId()), Spec())], true),
        3 => new UpdateLeverage(Market(), _random.Chance(80), Word()),
        4 => new Withdraw(Venue.Who(Venue.Alice), new MicroUsd(unchecked((long)_random.Wild()))),
        5 => new ApproveAgent(Venue.Who("x" + _random.Below(9)), "", _random.Wild(), SessionLimits.None),
        6 => new CreateSubAccount(_random.Pick<string>(["", "a", "b", "ever so long a name"])),
        7 => new TransferSubAccount(
            SubAccount(), _random.Chance(50), new MicroUsd(unchecked((long)_random.Wild()))),
        8 => new Noop(_random.Chance(50)),
        _ => new PlaceOrders([.. Enumerable.Range(0, _random.Below(4)).Select(_ => Spec())], null),
    };

    private OrderSpec Spec() => new(
        Market(), (Side)_random.Below(2), Decimal(), Decimal(), _random.Chance(20),
        (TimeInForce)_random.Below(4), ClientId());

    private uint Word() => unchecked((uint)_random.Wild());

    private WireDecimal Decimal() => new(_random.Wild(), (byte)_random.Below(_random.Chance(90) ? 8 : 256));

    private MarketId Market() => new(_random.Chance(90) ? (uint)_random.Below(4) : Word());

    private ClientOrderId ClientId() => new(_random.Chance(50) ? 0 : _random.Wild());

    private byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)_random.Below(256))];
}
