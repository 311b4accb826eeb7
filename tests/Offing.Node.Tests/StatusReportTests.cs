using Offing.Settlement;

namespace Offing.Node.Tests;

public sealed class StatusReportTests
{
    [Fact]
    public void Each_change_is_said_once_and_each_subject_has_its_own()
    {
        var said = new List<string>();
        var report = new StatusReport(said.Add);
        var outage = new SettlementStatus(SettlementCode.L1Unavailable, "no answer");
        report.Tell("batches", SettlementStatus.Fine);
        report.Tell("batches", outage);
        report.Tell("batches", outage with { Detail = "still none" });
        report.Tell("deposits", outage);
        report.Tell("batches", SettlementStatus.Fine);
        report.Tell("batches", SettlementStatus.Fine);
        report.Tell("batches", outage);
        Assert.Equal(
            [
                "batches: L1Unavailable: no answer", "deposits: L1Unavailable: no answer", "batches: go on",
                "batches: L1Unavailable: no answer",
            ],
            said);
    }
}
