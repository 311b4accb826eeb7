using System.Globalization;
using System.Text.Json;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;

namespace Offing.Protocol.Tests.Batches;

/// <summary>spec/vectors/batch.json, which the contracts are held to as well.</summary>
public sealed class BatchVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(Repository.Root, "spec", "vectors", "batch.json"))).RootElement;

    [Fact]
    public void Headers_hash_as_the_vectors_say()
    {
        var headers = Vectors.GetProperty("headers").EnumerateArray().ToArray();
        Assert.NotEmpty(headers);
        foreach (var vector in headers)
        {
            var header = Header(vector);
            Assert.Equal(BatchHeader.SizeBytes, header.Encode().Length);
            Assert.Equal(Hash(vector, "hash"), header.Hash());
        }
    }

    [Fact]
    public void Requests_of_every_type_hash_as_the_vectors_say()
    {
        var queue = Vectors.GetProperty("queue");
        var types = new HashSet<RequestType>();
        foreach (var list in new[] { "requests", "others" })
        {
            foreach (var vector in queue.GetProperty(list).EnumerateArray())
            {
                var request = Request(vector);
                types.Add(request.Type);
                Assert.Equal(Hash(vector, "hash"), RequestHash.Of(request));
            }
        }

        Assert.Equal(Enum.GetValues<RequestType>().Length, types.Count);
    }

    [Fact]
    public void The_prefix_of_the_queue_grows_as_the_vectors_say()
    {
        var prefix = RequestHash.EmptyPrefix;
        foreach (var vector in Vectors.GetProperty("queue").GetProperty("requests").EnumerateArray())
        {
            var request = Request(vector);
            var byHash = RequestHash.Extend(prefix, RequestHash.Of(request));
            prefix = RequestHash.Extend(prefix, request);
            Assert.Equal(byHash, prefix);
            Assert.Equal(Hash(vector, "prefix"), prefix);
        }

        Assert.NotEqual(RequestHash.EmptyPrefix, prefix);
    }

    private static BatchHeader Header(JsonElement vector) => new(
        U64(vector, "number"), Hash(vector, "prevRoot"), Hash(vector, "newRoot"), U64(vector, "firstSeq"),
        U64(vector, "lastSeq"), Hash(vector, "inputsRoot"), Hash(vector, "dataHash"),
        Hash(vector, "withdrawalsRoot"), U64(vector, "queueCursor"), Hash(vector, "queueHash"),
        new Time(U64(vector, "time")), U64(vector, "seqCeiling"), Hash(vector, "rulesHash"));

    private static QueueRequest Request(JsonElement vector) => new(
        U64(vector, "index"), (RequestType)vector.GetProperty("type").GetByte(),
        Address.Parse(vector.GetProperty("account").GetString()!),
        Address.Parse(vector.GetProperty("sender").GetString()!), U64(vector, "l1Time"),
        Hex.Decode(vector.GetProperty("payload").GetString()));

    private static ulong U64(JsonElement vector, string field) =>
        ulong.Parse(vector.GetProperty(field).GetString()!, CultureInfo.InvariantCulture);

    private static Hash32 Hash(JsonElement vector, string field) =>
        Hash32.Parse(vector.GetProperty(field).GetString()!);
}
