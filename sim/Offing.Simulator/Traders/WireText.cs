using System.Text;
using Offing.Primitives;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Simulator.Traders;

/// <summary>Requests as the clients of the compatible wire write them, signed.</summary>
internal sealed class WireText(ISigners signers)
{
    private const ulong WalletChain = 0x7a69;

    /// <summary>An order, a cancel, or any other action that is hashed as MessagePack.</summary>
    public byte[] L1(int key, string action, ulong nonce, HyperliquidSource source)
    {
        var isJson = JsonTranscoder.TryTranscode(
            Encoding.UTF8.GetBytes(action), out var payload, out var error);
        Check.That(isJson, error?.Detail ?? "");
        var digest = HyperliquidSigning.L1Digest(HyperliquidSigning.ConnectionId(payload, nonce), source);
        return Envelope(action, nonce, signers.Sign(key, digest));
    }

    /// <summary>A withdrawal to the owner's own address.</summary>
    public byte[] Withdraw(int key, ulong amount_MicroUsd, ulong nonce)
    {
        var (to, amount) = (signers.AddressOf(key).ToString(), Decimal(amount_MicroUsd, 6));
        Check.That(UserSignedType.TryFind("withdraw3", out var type));
        var digest = type.Digest(
            WalletChain,
            [UserValue.Of("Mainnet"), UserValue.Of(to), UserValue.Of(amount), UserValue.Of(nonce)]);
        return Envelope(
            $"{{\"type\":\"withdraw3\",\"signatureChainId\":\"0x{WalletChain:x}\",\"hyperliquidChain\":"
            + $"\"Mainnet\",\"destination\":\"{to}\",\"amount\":\"{amount}\",\"time\":{nonce}}}",
            nonce, signers.Sign(key, digest));
    }

    /// <summary>A number of units of 10^-decimals, without zeros at its end.</summary>
    public static string Decimal(ulong units, int decimals)
    {
        ulong one = 1;
        for (var i = 0; i < decimals; i++)
        {
            one *= 10;
        }

        var (whole, part) = (units / one, units % one);
        return part == 0
            ? $"{whole}"
            : $"{whole}.{part.ToString().PadLeft(decimals, '0').TrimEnd('0')}";
    }

    private static byte[] Envelope(string action, ulong nonce, Signature signature) =>
        Encoding.UTF8.GetBytes(
            $"{{\"action\":{action},\"nonce\":{nonce},\"signature\":{{\"r\":\"{signature.R}\",\"s\":\""
            + $"{signature.S}\",\"v\":{signature.V}}}}}");
}
