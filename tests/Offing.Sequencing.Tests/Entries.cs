using System.Text;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Sequencing.Tests;

/// <summary>Entries of each class, as the door would let them in.</summary>
internal static class Entries
{
    public static readonly Address Alice = Address.OfSystem("alice");
    public static readonly Address Bob = Address.OfSystem("bob");
    public static readonly Address AliceSub = Address.OfSystem("alice-sub-account");
    public static readonly Address AliceKey = Address.OfSystem("alice-session-key");

    private static readonly byte[] Signature = new byte[65];

    /// <summary>
    /// Alice and her session key act for Alice and her sub-account; everybody else for himself alone.
    /// </summary>
    public static Address AccountOf(SignedAction action)
    {
        var owner = action.Signer == AliceKey ? Alice : action.Signer;
        return owner == Alice && action.Vault == AliceSub ? AliceSub : owner;
    }

    public static SignedAction Cancel(Address signer, Address? vault = null) =>
        Action(signer, """{"type":"cancel","cancels":[{"a":0,"o":12345}]}""", vault);

    public static SignedAction PostOnly(Address signer, Address? vault = null) => Order(signer, "Alo", vault);

    public static SignedAction Taker(Address signer, Address? vault = null) => Order(signer, "Ioc", vault);

    public static SignedAction Noop(Address signer) => Action(signer, """{"type":"noop"}""", null);

    /// <summary>An entry of class 0 to 3.</summary>
    public static Entry OfClass(int wanted, Address signer, Address? vault = null) => wanted switch
    {
        0 => new Tick(),
        1 => Cancel(signer, vault),
        2 => PostOnly(signer, vault),
        _ => Taker(signer, vault),
    };

    private static SignedAction Order(Address signer, string tif, Address? vault) => Action(
        signer,
        """{"type":"order","orders":[{"a":0,"b":true,"p":"100","s":"1","r":false,"t":{"limit":{"tif":"""
            + $"\"{tif}\"}}}}}}],\"grouping\":\"na\"}}",
        vault);

    private static SignedAction Action(Address signer, string json, Address? vault)
    {
        Assert.True(JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(json), out var payload, out _));
        Assert.True(ActionParser.TryParse(payload, out var action, out var error), error?.Detail);
        return new SignedAction(
            SigningScheme.L1Testnet, payload, 1_000, vault, null, Signature, signer, action.Command);
    }
}
