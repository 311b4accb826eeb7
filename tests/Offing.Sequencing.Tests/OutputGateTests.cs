using Offing.Primitives;

namespace Offing.Sequencing.Tests;

public sealed class OutputGateTests
{
    [Fact]
    public void An_output_leaves_only_when_its_record_is_durable_and_in_the_order_of_execution()
    {
        var gate = new OutputGate<string>(durable: 4);
        gate.Add(5, "a");
        gate.Add(5, "b");
        gate.Add(6, "c");
        Assert.False(gate.TryTake(out _));
        gate.MarkDurable(5);
        Assert.Equal(["a", "b"], TakeAll(gate));
        gate.MarkDurable(7);
        Assert.Equal(["c"], TakeAll(gate));
        Assert.Equal((0, 7UL), (gate.Count, gate.Durable));
    }

    [Fact]
    public void An_answer_that_rests_on_a_durable_record_leaves_at_once_but_not_before_older_ones()
    {
        var gate = new OutputGate<string>(durable: 4);
        gate.Add(4, "query");
        Assert.Equal(["query"], TakeAll(gate));
        gate.Add(5, "fill");
        Assert.Throws<AssertionFailedException>(() => gate.Add(4, "late"));
        Assert.Empty(TakeAll(gate));
    }

    [Fact]
    public void Durability_never_falls()
    {
        var gate = new OutputGate<string>(durable: 4);
        Assert.Throws<AssertionFailedException>(() => gate.MarkDurable(3));
    }

    private static List<string> TakeAll(OutputGate<string> gate)
    {
        var taken = new List<string>();
        while (gate.TryTake(out var output))
        {
            taken.Add(output);
        }

        return taken;
    }
}
