using System.Text.Json.Nodes;
using Offing.Protocol.Codec;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>A row of what a change does: a parameter before and after it.</summary>
public readonly record struct ChangeRow(string What, string Before, string After);

/// <summary>
/// A change of parameters as the operator proposes it: its payload (spec/batch.md) and what it means against
/// what holds now.
/// </summary>
public abstract record Change
{
    /// <summary>In a few words.</summary>
    public abstract string Title(VenueNow now);

    /// <summary>As it enters the chain's queue.</summary>
    public abstract byte[] Payload();

    /// <summary>What it changes.</summary>
    public abstract IEnumerable<ChangeRow> Rows(VenueNow now);

    /// <summary>Whether it only tightens, and so holds at once.</summary>
    public virtual bool IsImmediate(VenueNow now) => false;

    /// <summary>When it holds, if it is entered now.</summary>
    public virtual ulong Due_Ms(VenueNow now) =>
        IsImmediate(now) ? now.Time_Ms : now.Time_Ms + now.ParameterDelay_Ms;

    protected static ByteWriter Start(ushort kind) => new ByteWriter(64).U16(kind);

    protected static string Usd(ulong units) => $"{Amounts.Text((long)units, Amounts.UsdDecimals)} USDC";

    protected static string Cap(ulong units) => units == 0 ? "none" : Usd(units);

    protected static string Rate(long units) =>
        $"{Amounts.Text(units, Amounts.RateDecimals - 2)} %";

    protected static ulong Number(JsonNode market, string key) => market[key]!.GetValue<ulong>();
}
