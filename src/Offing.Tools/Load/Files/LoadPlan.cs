using Offing.Primitives;
using Offing.Signing;

namespace Offing.Tools.Load.Files;

/// <summary>What a file of signed requests was made for: its first line, as JSON.</summary>
/// <param name="Seed">All keys are derived from it: for measuring only.</param>
/// <param name="Items">Orders and cancels in all requests together.</param>
/// <param name="Batch">Orders or cancels in one signed request.</param>
/// <param name="Signed_Ms">Nonces begin here; a venue takes them for two days.</param>
public sealed record LoadPlan(
    string Seed, int Accounts, long Items, int Batch, ulong Signed_Ms)
{
    /// <summary>Requests of the file, one signature each.</summary>
    public long Requests => Items / Batch;

    /// <summary>Owns the money and grants the session key; its address is the account.</summary>
    public PrivateKey Wallet(int account) => PrivateKey.FromSeed($"offing load {Seed} {account} wallet");

    /// <summary>Signs orders and cancels.</summary>
    public PrivateKey Session(int account) => PrivateKey.FromSeed($"offing load {Seed} {account} session");

    public Address Owner(int account) => Wallet(account).Address;
}

/// <summary>What a request asks for, which is what its answer is held against.</summary>
public enum LoadKind : byte
{
    /// <summary>Orders, some of which take at once.</summary>
    Orders = 1,

    /// <summary>Cancels by client id.</summary>
    Cancels = 2,
}
