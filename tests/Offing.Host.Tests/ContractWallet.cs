using Offing.Primitives;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Host.Tests;

/// <summary>An owner without a key: a contract that sends on whatever it is called with.</summary>
internal sealed class ContractWallet
{
    // Calls the address of the first word with the rest, and fails as that fails:
    // calldatacopy(0, 32, size - 32); call(gas, calldataload(0), 0, 0, size - 32, 0, 0).
    private static readonly byte[] Code = Hex.Decode(
        "0x601e8060095f395ff3"
        + "60203603806020" + "5f37" + "5f5f825f5f5f355af1" + "601c57" + "3d5f5f3e3d5ffd" + "5b00");

    private readonly L1Sender _sender;

    public ContractWallet(IL1Client client, L1Sender sender)
    {
        _sender = sender;
        Address = Deployer.CreatedAddress(sender.Address, client.Nonce(sender.Address));
        sender.Execute(null, Code);
    }

    public Address Address { get; }

    /// <summary>Calls a contract as the wallet.</summary>
    public L1Receipt Call(Address to, byte[] input) =>
        _sender.Execute(Address, [.. new byte[12], .. to.ToArray(), .. input]);
}
