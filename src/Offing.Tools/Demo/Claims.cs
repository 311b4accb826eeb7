using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Batches;

namespace Offing.Tools.Demo;

/// <summary>
/// What the vault's claim call takes, as the venue hands it out; the contract checks every word.
/// </summary>
public sealed record Claims(BatchHeader Header, ulong Index, ulong Amount, DenseProof Proof)
{
    /// <summary>The claims of an answer of /native/withdrawals that are final.</summary>
    public static IEnumerable<Claims> Final(JsonNode reply) => reply["data"]!.AsArray()
        .Where(withdrawal => withdrawal!["state"]!.GetValue<string>() == "final")
        .Select(withdrawal =>
        {
            var claim = withdrawal!["claim"]!;
            var siblings = claim["siblings"]!.AsArray().Select(hash => hash!.GetValue<string>());
            return new Claims(
                BatchHeader.Decode(Hex.Decode(claim["header"]!.GetValue<string>())),
                withdrawal["index"]!.GetValue<ulong>(),
                withdrawal["amount"]!.GetValue<ulong>(),
                new DenseProof(claim["path"]!.GetValue<ulong>(), [.. siblings.Select(Hash32.Parse)]));
        });
}
