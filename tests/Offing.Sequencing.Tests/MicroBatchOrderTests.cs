using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;
using Offing.Protocol.Entries;
using static Offing.Sequencing.Tests.Entries;
using Check = FsCheck.Check;

namespace Offing.Sequencing.Tests;

public sealed class MicroBatchOrderTests
{
    private static readonly Address[] Signers = [Alice, AliceKey, Bob, Address.OfSystem("carol")];

    [Fact]
    [Trait("rule", "ENG-SEQ-001")]
    [Trait("rule", "ENG-SEQ-003")]
    public void System_entries_go_first_then_cancels_then_post_only_orders_then_the_rest() =>
        AssertOrder([Taker(Alice), PostOnly(Bob), Cancel(Address.OfSystem("carol")), new Tick()], 3, 2, 1, 0);

    [Fact]
    [Trait("rule", "ENG-SEQ-003")]
    public void Entries_of_one_class_keep_their_order_of_arrival() =>
        AssertOrder([Cancel(Alice), Cancel(Bob), new Tick(), new Started(1), Cancel(Alice)], 2, 3, 0, 1, 4);

    [Fact]
    [Trait("rule", "ENG-SEQ-002")]
    public void A_cancel_does_not_overtake_an_order_of_its_own_account() =>
        AssertOrder([Taker(Alice), Cancel(Alice), PostOnly(Bob)], 2, 0, 1);

    [Fact]
    [Trait("rule", "ENG-SEQ-004")]
    public void A_session_key_and_its_owner_are_one_account() =>
        AssertOrder([Taker(Alice), Cancel(AliceKey), PostOnly(Bob)], 2, 0, 1);

    [Fact]
    [Trait("rule", "ENG-SEQ-004")]
    public void An_action_for_a_sub_account_belongs_to_that_and_not_to_its_signer()
    {
        AssertOrder(
            [Taker(Alice), Cancel(Alice, AliceSub), Cancel(AliceKey, AliceSub), Cancel(Alice)], 1, 2, 0, 3);
        AssertOrder([Taker(Alice, AliceSub), Cancel(AliceKey, AliceSub), Cancel(Alice)], 2, 0, 1);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-004")]
    public void Naming_an_account_of_somebody_else_does_not_hold_back_its_cancels() =>
        AssertOrder(
            [Taker(Bob, AliceSub), Taker(Bob, Alice), Cancel(Alice, AliceSub), Cancel(Alice), Cancel(Bob)],
            2, 3, 0, 1, 4);

    [Fact]
    [Trait("rule", "ENG-SEQ-002")]
    public void A_post_only_order_behind_a_taker_waits_with_it_and_a_cancel_behind_a_cancel_does_not() =>
        AssertOrder(
            [Cancel(Alice), Taker(Alice), PostOnly(Alice), PostOnly(Bob), Cancel(Bob)], 0, 3, 4, 1, 2);

    [Fact]
    [Trait("rule", "ENG-SEQ-006")]
    public void The_sort_and_the_checker_agree_on_any_micro_batch() =>
        ForAnyBatch((entries, order) =>
            Assert.Null(MicroBatchOrderChecker.FindViolation(Sequenced(entries, order), AccountOf)));

    [Fact]
    [Trait("rule", "ENG-SEQ-006")]
    public void The_checker_refuses_every_other_order() =>
        ForAnyBatch((entries, order) =>
        {
            for (var i = 1; i < order.Length; i++)
            {
                var swapped = order.ToArray();
                (swapped[i - 1], swapped[i]) = (swapped[i], swapped[i - 1]);
                Assert.NotNull(MicroBatchOrderChecker.FindViolation(Sequenced(entries, swapped), AccountOf));
            }
        });

    [Fact]
    [Trait("rule", "ENG-SEQ-003")]
    public void A_cancel_behind_an_order_of_somebody_else_is_named_with_the_place_that_it_should_have()
    {
        var violation = FindViolation([Taker(Alice), Cancel(Bob), PostOnly(Bob)], 0, 1, 2);
        Assert.Equal("ENG-SEQ-003", violation.Rule);
        Assert.Equal(
            "sequence number 50 went to arrival 90 (class 3, the rest), but belongs to arrival 91 "
            + "(class 1, cancel)",
            violation.What);
        Assert.Equal([new(50, 90, 91), new(51, 91, 92), new(52, 92, 90)], violation.Places);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-002")]
    public void What_overtakes_an_order_of_its_own_account_is_named_with_that_order()
    {
        var violation = FindViolation([Taker(Alice), Taker(Bob), PostOnly(AliceKey)], 2, 0, 1);
        Assert.Equal("ENG-SEQ-002", violation.Rule);
        Assert.Contains("arrival 92 (class 2, post-only, held back to class 3, the rest", violation.What);
        Assert.Contains($"by arrival 90 of the same account {Alice})", violation.What);
        Assert.Equal([new(50, 92, 90), new(51, 90, 91), new(52, 91, 92)], violation.Places);
    }

    [Theory]
    [Trait("rule", "ENG-SEQ-005")]
    [InlineData(51, 90, 7, "sequence number 51 stands where 50 belongs")]
    [InlineData(49, 90, 7, "sequence number 49 stands where 50 belongs")]
    [InlineData(50, 91, 7, "arrival 90 is missing, and 91 is there")]
    [InlineData(50, 89, 7, "arrival 89 stands there twice, or was there before")]
    [InlineData(50, 90, 6, "the time of sequence number 50, 6 ms, is before 7 ms")]
    public void Numbers_that_do_not_follow_the_record_before_are_named(
        ulong seq, ulong arrival, ulong time, string what)
    {
        SequencedEntry[] record =
        [
            new(seq, arrival, new Time(time), new Tick()), new(seq + 1, arrival + 1, new Time(7), new Tick()),
        ];
        var before = new SequencePosition(50, 90, new Time(7));
        var violation = MicroBatchOrderChecker.FindViolation(record, before, AccountOf);
        Assert.Equal("ENG-SEQ-005", violation?.Rule);
        Assert.StartsWith(what, violation?.What);
        Assert.Empty(violation!.Places);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-005")]
    public void An_arrival_that_stands_twice_in_a_record_is_named()
    {
        SequencedEntry[] record =
        [
            new(50, 90, new Time(7), new Tick()), new(51, 90, new Time(7), new Tick()),
            new(52, 91, new Time(7), new Tick()),
        ];
        Assert.StartsWith(
            "arrival 90 stands there twice", MicroBatchOrderChecker.FindViolation(record, AccountOf)?.What);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-002")]
    public void Nobody_overtakes_an_order_of_his_own() =>
        ForAnyBatch((entries, order) =>
        {
            for (var later = 0; later < order.Length; later++)
            {
                for (var earlier = 0; earlier < later; earlier++)
                {
                    // Executed before, though it arrived after: then what it passed was no order of its own.
                    var (first, second) = (entries[order[earlier]], entries[order[later]]);
                    if (order[earlier] > order[later] && SameAccount(first, second))
                    {
                        Assert.True(second.SortClass <= 1);
                    }
                }
            }
        });

    [Fact]
    public void System_entries_lead_in_any_micro_batch_and_free_cancels_follow_them() =>
        ForAnyBatch((entries, order) =>
        {
            var classes = order.Select(i => IsFree(entries, i) ? entries[i].SortClass : 3).ToArray();
            var leading = classes.TakeWhile(c => c <= 1).Count();
            Assert.Equal(classes.Order().Take(leading), classes.Take(leading));
            Assert.DoesNotContain(classes.Skip(leading), c => c <= 1);
        });

    private static bool IsFree(IReadOnlyList<Entry> entries, int at) =>
        entries.Take(at).All(other => other.SortClass <= 1 || !SameAccount(other, entries[at]));

    private static bool SameAccount(Entry left, Entry right) =>
        left is SignedAction a && right is SignedAction b && AccountOf(a) == AccountOf(b);

    private static void ForAnyBatch(Action<IReadOnlyList<Entry>, int[]> property)
    {
        var entry = from wanted in Gen.Choose(0, 3)
                    from signer in Gen.Elements(Signers)
                    from vault in Gen.Elements<Address?>(null, null, AliceSub, Bob)
                    select OfClass(wanted, signer, vault);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(entry.ArrayOf().ToArbitrary(), entries =>
                property(entries, MicroBatchOrder.Sort(entries, AccountOf))));
    }

    private static SequencedEntry[] Sequenced(IReadOnlyList<Entry> entries, int[] order) =>
        [.. order.Select((from, place) =>
            new SequencedEntry(50 + (ulong)place, 90 + (ulong)from, new Time(7), entries[from]))];

    private static OrderViolation FindViolation(Entry[] entries, params int[] order)
    {
        var violation = MicroBatchOrderChecker.FindViolation(Sequenced(entries, order), AccountOf);
        Assert.NotNull(violation);
        return violation;
    }

    private static void AssertOrder(Entry[] entries, params int[] expected)
    {
        Assert.Equal(expected, MicroBatchOrder.Sort(entries, AccountOf));
        Assert.Null(MicroBatchOrderChecker.FindViolation(Sequenced(entries, expected), AccountOf));
    }
}
