using Xunit.Abstractions;

namespace Offing.Engine.Tests.Life;

// A class each: they run beside one another.

public class LongLifeTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("rule", "ENG-INV-001")]
    [Trait("rule", "ENG-INV-002")]
    [Trait("rule", "ENG-INV-003")]
    [Trait("rule", "ENG-MRG-006")]
    [Trait("rule", "ENG-LIQ-011")]
    [Trait("rule", "ENG-ADL-005")]
    [Trait("rule", "ENG-REQ-002")]
    public void Half_a_million_entries_leave_every_touched_account_and_every_sum_as_the_rules_say() =>
        output.WriteLine(LifeRun.Run(1, 500_000, everythingEach: 500));
}

public class OtherLongLifeTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("rule", "ENG-INV-015")]
    [Trait("rule", "ENG-LIQ-001")]
    [Trait("rule", "ENG-LIQ-002")]
    public void Another_half_million_entries_do_so_too() =>
        output.WriteLine(LifeRun.Run(2, 500_000, everythingEach: 500));
}

public class ExaminedLifeTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("rule", "ENG-INV-001")]
    [Trait("rule", "ENG-MRG-003")]
    public void A_hundred_thousand_entries_hold_everything_from_scratch_after_each() =>
        output.WriteLine(LifeRun.Run(3, 100_000, everythingEach: 1));
}
