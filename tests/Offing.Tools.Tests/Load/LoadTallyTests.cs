using System.Text;
using Offing.Tools.Load.Driving;
using Offing.Tools.Load.Files;
using Xunit;

namespace Offing.Tools.Tests.Load;

public class LoadTallyTests
{
    private readonly LoadTally _tally = new();

    [Fact]
    public void Orders_that_rest_fill_or_find_nothing_are_acknowledged()
    {
        Take(
            LoadKind.Orders, 3,
            """{"statuses":[{"resting":{"oid":1,"cloid":"0x01"}},{"filled":{"totalSz":"1","oid":3}},"""
            + """{"error":"Order could not immediately match against any resting orders. asset=0"}]}""");
        Assert.Equal((1, 3, 0), (_tally.Acknowledged, _tally.Items, _tally.Unexpected));
        Assert.Equal((1, 1, 1), (_tally.Rested, _tally.Filled, _tally.NoMatch));
    }

    [Fact]
    public void A_cancel_may_come_too_late()
    {
        Take(
            LoadKind.Cancels, 2,
            """{"statuses":["success",{"error":"Order was never placed, already canceled, or filled."}]}""");
        Assert.Equal((1, 1, 1), (_tally.Acknowledged, _tally.Cancelled, _tally.LateCancels));
    }

    [Theory]
    [InlineData("""{"statuses":[{"error":"Insufficient margin to place order. asset=1"}]}""")]
    [InlineData("""{"status":"err","response":"Invalid nonce: it was used already."}""")]
    [InlineData("""{"statuses":[]}""")]
    [InlineData("""{"statuses":[{"resting":{"oid":1}},{"resting":{"oid":2}}]}""")]
    public void Every_other_answer_is_told(string answer)
    {
        Take(LoadKind.Orders, 1, answer);
        Assert.Equal((0, 1), (_tally.Acknowledged, _tally.Unexpected));
        Assert.Equal([answer], _tally.Complaints);
    }

    [Fact]
    public void A_shed_request_is_counted_apart()
    {
        Take(
            LoadKind.Orders, 1,
            """{"status":"err","response":"OVERLOADED: the venue sheds load, nothing was taken. """
            + """Send again."}""");
        Assert.Equal((0, 1, 0), (_tally.Acknowledged, _tally.Overloaded, _tally.Unexpected));
    }

    private void Take(LoadKind kind, int items, string answer) =>
        _tally.Take(kind, items, Encoding.UTF8.GetBytes(answer));
}
