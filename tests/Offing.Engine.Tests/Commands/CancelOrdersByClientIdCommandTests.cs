using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class CancelOrdersByClientIdCommandTests
{
    [Fact]
    [Trait("rule", "ENG-ORD-019")]
    public void The_clients_own_id_finds_its_order_and_nobody_elses()
    {
        var venue = Ready();
        var order = venue.Place(Alice, Order(Btc, Side.Buy, "29000", "0.1", clientId: 5)).Order;
        Rejected(RejectCode.UnknownOrder, Cancel(venue, Bob, 5));
        Rejected(RejectCode.UnknownOrder, Cancel(venue, Alice, 6));
        var outcome = Cancel(venue, Alice, 5);
        Assert.Equal((OutcomeKind.Cancelled, order), (outcome.Kind, outcome.Order));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-019")]
    public void No_client_id_is_the_name_of_no_order()
    {
        var venue = Ready();
        venue.Place(Alice, Order(Btc, Side.Buy, "29000", "0.1"));
        Rejected(RejectCode.UnknownOrder, Cancel(venue, Alice, 0));
    }

    private static ItemOutcome Cancel(Venue venue, string who, ulong clientId) =>
        venue.Act(who, new CancelOrdersByClientId([(Btc, new ClientOrderId(clientId))]))
            .OfType<ItemOutcome>().Single();
}
