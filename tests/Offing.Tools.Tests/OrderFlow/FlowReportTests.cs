using System.Text.Json.Nodes;
using Offing.Tools.OrderFlow;

namespace Offing.Tools.Tests.OrderFlow;

public sealed class FlowReportTests
{
    [Fact]
    public void Every_reply_counts_once_as_its_outcome_or_its_reason()
    {
        var report = new FlowReport();
        report.Count(FlowKind.Order, Status("""{"resting":{"oid":1}}"""));
        report.Count(FlowKind.Order, Status("""{"filled":{"oid":2,"totalSz":"1","avgPx":"2"}}"""));
        report.Count(FlowKind.Order, Status("""{"error":"too small"}"""));
        report.Count(FlowKind.Order, Status("""{"error":"too small"}"""));
        report.Count(FlowKind.Cancel, Status("\"success\""));
        report.Count(FlowKind.Modify, JsonNode.Parse("""{"status":"ok","response":{"type":"default"}}""")!);
        report.Count(FlowKind.Cancel, JsonNode.Parse("""{"status":"err","response":"unknown key"}""")!);
        Assert.Equal(7, report.Answered);
        Assert.Equal(
            ["Cancel: done 1", "Modify: done 1", "Order: rested 1", "Order: traded 1"],
            report.Outcomes.Select(count => $"{count.Key} {count.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Cancel: unknown key 1", "Order: too small 2"],
            report.Refusals.Select(count => $"{count.Key} {count.Value}").Order(StringComparer.Ordinal));
    }

    private static JsonNode Status(string status) => JsonNode.Parse(
        "{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":[" + status + "]}}}")!;
}
