using Offing.Primitives;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>
/// Enters requests with the key of an account's owner. Every write waits until it is mined.
/// </summary>
/// <exception cref="L1RefusedException">The contracts refuse it; its Error names why.</exception>
public sealed class RequestClient(IL1Client client, Deployment deployment, L1Sender sender)
{
    private readonly VaultContract _vault = new(client, deployment.Vault);

    /// <summary>Lets the vault take the price of one request, if it may not yet, and enters it.</summary>
    /// <param name="call">Of <see cref="RequestCalls"/>.</param>
    /// <returns>The request as the chain recorded it.</returns>
    public RecordedRequest Enter(byte[] call)
    {
        var price = _vault.RequestPrice();
        if (Allowance() < price)
        {
            sender.Execute(
                deployment.Usdc,
                AbiWriter.Call("approve(address,uint256)").Address(deployment.Vault).UInt(price).Build());
        }

        var block = sender.Execute(deployment.Vault, call).Block;
        return _vault.Requests(block, block).Last(recorded => recorded.Request.Sender == sender.Address);
    }

    /// <summary>Sends a refund of <see cref="RequestCalls"/>.</summary>
    public L1Receipt Refund(byte[] call) => sender.Execute(deployment.Vault, call);

    private UInt128 Allowance()
    {
        var call = AbiWriter.Call("allowance(address,address)")
            .Address(sender.Address).Address(deployment.Vault).Build();
        // A wallet may have allowed more than 128 bits count: then it is enough.
        var word = client.Call(deployment.Usdc, call).AsSpan();
        return word[..(Abi.WordBytes / 2)].ContainsAnyExcept((byte)0)
            ? UInt128.MaxValue
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(word[(Abi.WordBytes / 2)..]);
    }
}
