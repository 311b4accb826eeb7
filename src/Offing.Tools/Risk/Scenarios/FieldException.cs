namespace Offing.Tools.Risk.Scenarios;

/// <summary>A field of a scenario says what cannot be.</summary>
/// <param name="field">Where, as in <c>crowds[0].leverage.to</c>.</param>
internal sealed class FieldException(string field, string message) : Exception(message)
{
    public string Field { get; } = field;
}
