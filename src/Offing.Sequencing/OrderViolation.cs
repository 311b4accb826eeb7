namespace Offing.Sequencing;

/// <summary>A micro-batch that does not stand as the rules would have it.</summary>
/// <param name="Rule">The rule of spec/rules.md that is broken.</param>
/// <param name="What">One sentence that names sequence and arrival numbers.</param>
/// <param name="Places">
/// From the first wrong place to the last; empty when the numbers themselves are wrong.
/// </param>
public sealed record OrderViolation(string Rule, string What, IReadOnlyList<OrderPlace> Places);

/// <summary>A place of execution: which arrival has it, and which should.</summary>
public readonly record struct OrderPlace(ulong Seq, ulong Arrival, ulong Due);
