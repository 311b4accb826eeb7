using Offing.Primitives;

namespace Offing.Signing;

/// <summary>A signed transaction as eth_sendRawTransaction takes it, and the hash that names it.</summary>
public sealed record SignedTransaction(byte[] Raw, Hash32 Hash);

/// <summary>An EIP-1559 transaction without an access list. Fees and value in wei.</summary>
public sealed record Transaction1559
{
    private const byte Type = 0x02;

    /// <summary>The chain for which alone it is valid.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The sender's count of transactions before this one.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The tip for one gas.</summary>
    public required UInt128 MaxPriorityFeePerGas { get; init; }

    /// <summary>The most for one gas, tip and base fee together.</summary>
    public required UInt128 MaxFeePerGas { get; init; }

    /// <summary>The most gas.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>The callee; null creates a contract of <see cref="Data"/>.</summary>
    public Address? To { get; init; }

    /// <summary>Wei sent along.</summary>
    public UInt128 Value { get; init; }

    /// <summary>The call's input, or a new contract's creation code.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>What the sender signs.</summary>
    public Hash32 SigningHash => Keccak.Hash([Type], Rlp.List(Fields()));

    /// <summary>Signs with the sender's key.</summary>
    public SignedTransaction Sign(PrivateKey key) => With(Secp256k1.Sign(SigningHash, key));

    /// <summary>Joins the transaction with the signature of its <see cref="SigningHash"/>.</summary>
    public SignedTransaction With(Signature signature)
    {
        var bytes = signature.ToArray();
        byte[] raw =
        [
            Type,
            .. Rlp.List([
                .. Fields(),
                Rlp.Number(signature.RecoveryId),
                Rlp.Bytes(bytes.AsSpan(0, 32).TrimStart((byte)0)),
                Rlp.Bytes(bytes.AsSpan(32, 32).TrimStart((byte)0)),
            ]),
        ];
        return new SignedTransaction(raw, Keccak.Hash(raw));
    }

    private byte[][] Fields() =>
    [
        Rlp.Number(ChainId),
        Rlp.Number(Nonce),
        Rlp.Number(MaxPriorityFeePerGas),
        Rlp.Number(MaxFeePerGas),
        Rlp.Number(GasLimit),
        Rlp.Bytes(To is { } to ? to.ToArray() : []),
        Rlp.Number(Value),
        Rlp.Bytes(Data.Span),
        Rlp.List(),
    ];
}
