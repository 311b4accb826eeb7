using System.Text.Json;
using Offing.Primitives;

namespace Offing.Settlement.L1;

/// <summary>A chain client over HTTP. Safe for several threads.</summary>
public sealed class JsonRpcClient : IL1Client, IDisposable
{
    /// <summary>Blocks in one eth_getLogs: what public nodes still take.</summary>
    public const ulong LogRange_Blocks = 2_000;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    private readonly JsonRpcTransport _transport;

    /// <param name="url">http or https.</param>
    /// <param name="timeout">For one call; 20 s when it is not given.</param>
    public JsonRpcClient(Uri url, TimeSpan? timeout = null) =>
        _transport = new JsonRpcTransport(url, timeout ?? DefaultTimeout);

    /// <summary>Where the client listens.</summary>
    public Uri Url => _transport.Url;

    /// <inheritdoc/>
    public ulong ChainId() => Send("eth_chainId", JsonForms.U64);

    /// <inheritdoc/>
    public L1Block Head() => Send("eth_getBlockByNumber", JsonForms.Block, LatestBlock);

    /// <inheritdoc/>
    public L1Block? BlockByNumber(ulong number) => Send(
        "eth_getBlockByNumber",
        Optional(JsonForms.Block),
        writer =>
        {
            writer.WriteStringValue(JsonForms.Quantity(number));
            writer.WriteBooleanValue(false);
        });

    /// <inheritdoc/>
    public IReadOnlyList<L1Log> Logs(L1LogFilter filter)
    {
        var logs = new List<L1Log>();
        for (var from = filter.FromBlock; from <= filter.ToBlock; from += LogRange_Blocks)
        {
            var to = Math.Min(filter.ToBlock, from + LogRange_Blocks - 1);
            var part = filter with { FromBlock = from, ToBlock = to };
            logs.AddRange(Send("eth_getLogs", LogList, writer => Write(writer, part)));
        }

        return logs;
    }

    /// <inheritdoc/>
    public byte[] Call(Address to, byte[] data, Address? from = null) => Send(
        "eth_call",
        JsonForms.Bytes,
        writer =>
        {
            WriteCall(writer, from, to, data);
            writer.WriteStringValue("latest");
        });

    /// <inheritdoc/>
    public byte[] Code(Address address) =>
        Send("eth_getCode", JsonForms.Bytes, writer => AtLatest(writer, address));

    /// <inheritdoc/>
    public ulong EstimateGas(Address from, Address? to, byte[] data) =>
        Send("eth_estimateGas", JsonForms.U64, writer => WriteCall(writer, from, to, data));

    /// <inheritdoc/>
    public L1Fees Fees()
    {
        var tip = Send("eth_maxPriorityFeePerGas", JsonForms.U128);
        return new L1Fees((Head().BaseFee * 2) + tip, tip);
    }

    /// <inheritdoc/>
    public UInt128 Balance(Address address) =>
        Send("eth_getBalance", JsonForms.U128, writer => AtLatest(writer, address));

    /// <inheritdoc/>
    public ulong Nonce(Address sender) =>
        Send("eth_getTransactionCount", JsonForms.U64, writer => AtLatest(writer, sender));

    /// <inheritdoc/>
    public Hash32 SendRawTransaction(byte[] raw) =>
        Send("eth_sendRawTransaction", JsonForms.Hash, writer => writer.WriteStringValue(Hex.Encode(raw)));

    /// <inheritdoc/>
    public L1Receipt? Receipt(Hash32 transaction) => Send(
        "eth_getTransactionReceipt",
        Optional(JsonForms.Receipt),
        writer => writer.WriteStringValue(transaction.ToString()));

    /// <inheritdoc/>
    public L1Transaction? Transaction(Hash32 transaction) => Send(
        "eth_getTransactionByHash",
        Optional(JsonForms.Transaction),
        writer => writer.WriteStringValue(transaction.ToString()));

    /// <summary>Any other method; the caller reads the result.</summary>
    public JsonElement Request(string method, Action<Utf8JsonWriter>? parameters = null) =>
        _transport.Send(method, parameters);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private T Send<T>(string method, Func<JsonElement, T> read, Action<Utf8JsonWriter>? parameters = null)
    {
        var result = _transport.Send(method, parameters);
        try
        {
            return read(result);
        }
        catch (Exception error) when (error is FormatException or KeyNotFoundException
            or InvalidOperationException or OverflowException)
        {
            throw new L1UnavailableException(Url, $"answered {method} in a form that cannot be read", error);
        }
    }

    private static Func<JsonElement, T?> Optional<T>(Func<JsonElement, T> read)
        where T : class =>
        element => element.ValueKind == JsonValueKind.Null ? null : read(element);

    private static IReadOnlyList<L1Log> LogList(JsonElement logs) =>
        [.. logs.EnumerateArray().Select(JsonForms.Log)];

    private static void LatestBlock(Utf8JsonWriter writer)
    {
        writer.WriteStringValue("latest");
        writer.WriteBooleanValue(false);
    }

    private static void AtLatest(Utf8JsonWriter writer, Address address)
    {
        writer.WriteStringValue(address.ToString());
        writer.WriteStringValue("latest");
    }

    private static void WriteCall(Utf8JsonWriter writer, Address? from, Address? to, byte[] data)
    {
        writer.WriteStartObject();
        if (from is { } sender)
        {
            writer.WriteString("from", sender.ToString());
        }

        if (to is { } callee)
        {
            writer.WriteString("to", callee.ToString());
        }

        writer.WriteString("data", Hex.Encode(data));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, L1LogFilter filter)
    {
        writer.WriteStartObject();
        writer.WriteString("address", filter.Contract.ToString());
        writer.WriteString("fromBlock", JsonForms.Quantity(filter.FromBlock));
        writer.WriteString("toBlock", JsonForms.Quantity(filter.ToBlock));
        writer.WriteStartArray("topics");
        foreach (var topic in filter.Topics)
        {
            if (topic is { } value)
            {
                writer.WriteStringValue(value.ToString());
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
