using System.Text.Json;
using Offing.Primitives;
using Offing.Settlement.L1;

namespace Offing.Settlement.DevChains;

/// <summary>What only a development chain can do.</summary>
public sealed class AnvilRpc(JsonRpcClient client)
{
    /// <summary>The chain id of every development chain.</summary>
    public const ulong ChainId = 31_337;

    /// <summary>Mines blocks at once, besides those that come by themselves.</summary>
    public void Mine(int blocks = 1)
    {
        for (var i = 0; i < blocks; i++)
        {
            client.Request("evm_mine");
        }
    }

    /// <summary>Gives an address an amount of wei.</summary>
    public void SetBalance(Address address, UInt128 wei) => client.Request(
        "anvil_setBalance",
        writer =>
        {
            writer.WriteStringValue(address.ToString());
            writer.WriteStringValue($"0x{wei:x}");
        });

    /// <summary>Moves the time of all later blocks forward.</summary>
    public void IncreaseTime(ulong seconds) =>
        client.Request("evm_increaseTime", writer => writer.WriteNumberValue(seconds));

    /// <summary>The time of the next block, in seconds since 1970; later blocks go on from there.</summary>
    public void SetNextBlockTimestamp(ulong seconds) =>
        client.Request("evm_setNextBlockTimestamp", writer => writer.WriteNumberValue(seconds));

    /// <summary>A block every so many seconds by itself; 0 = none.</summary>
    public void SetIntervalMining(int seconds) =>
        client.Request("evm_setIntervalMining", writer => writer.WriteNumberValue(seconds));

    /// <summary>Whether every transaction is mined at once, in a block of its own.</summary>
    public void SetAutomine(bool isOn) =>
        client.Request("evm_setAutomine", writer => writer.WriteBooleanValue(isOn));

    /// <summary>Keeps the chain as it is; the name is good for one <see cref="Revert"/>.</summary>
    public string Snapshot() => client.Request("evm_snapshot").GetString()!;

    /// <summary>The chain as it was; its time too.</summary>
    public void Revert(string snapshot) =>
        client.Request("evm_revert", writer => writer.WriteStringValue(snapshot));

    /// <summary>Wei for one gas in the next block; later blocks go on from there.</summary>
    public void SetNextBaseFee(UInt128 wei) => client.Request(
        "anvil_setNextBlockBaseFeePerGas", writer => writer.WriteStringValue($"0x{wei:x}"));

    /// <summary>
    /// Replaces the last <paramref name="depth"/> blocks by empty ones; their transactions are gone.
    /// </summary>
    public void Reorg(int depth) => client.Request(
        "anvil_reorg",
        writer =>
        {
            writer.WriteNumberValue(depth);
            writer.WriteStartArray();
            writer.WriteEndArray();
        });
}
