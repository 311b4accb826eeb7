using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Sequencing.Tests;

public sealed class SequencePositionTests
{
    private static readonly SequencePosition Start = SequencePosition.AtGenesis(new Time(100));

    [Fact]
    public void It_follows_the_entries_of_a_micro_batch()
    {
        SequencedEntry[] entries = [At(1, 3, 101), At(2, 1, 101), At(3, 2, 102)];
        Assert.Equal(new SequencePosition(4, 4, new Time(102)), Start.After(entries));
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-005")]
    public void It_refuses_entries_that_do_not_follow()
    {
        Refused(At(2, 1, 100));
        Refused(At(1, 2, 100));
        Refused(At(1, 1, 99));
        Refused(At(1, 1, 100), At(3, 2, 100));
        Refused(At(1, 1, 100), At(2, 1, 100));
        Refused(At(1, 2, 100), At(2, 2, 100));
        Refused(At(1, 2, 101), At(2, 1, 100));
    }

    private static SequencedEntry At(ulong seq, ulong arrival, ulong time) =>
        new(seq, arrival, new Time(time), new Tick());

    private static void Refused(params SequencedEntry[] entries) =>
        Assert.Throws<AssertionFailedException>(() => Start.After(entries));
}
