using Offing.Engine.Accounts;
using Offing.Engine.Restoring;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Sessions;

/// <summary>
/// A session key that an account granted. It stays in the list for ever, revoked or not: its nonces guard
/// against replay, and its address can never be granted again.
/// </summary>
public sealed class Session
{
    private readonly Account _account;

    internal Session(Address key, string name, Time expiry, SessionLimits limits, Account account)
    {
        (Key, Name, Expiry, Limits, _account) = (key, name, expiry, limits, account);
        Nonces = new NonceSet(account);
    }

    /// <summary>The address that signs.</summary>
    public Address Key { get; }

    /// <summary>0 to 16 characters; at most one session of an account that is not revoked bears it.</summary>
    public string Name { get; }

    /// <summary>Last moment of the key.</summary>
    public Time Expiry { get; }

    /// <summary>
    /// Risk limits as they hold: what was granted, with the defaults of genesis in the place of zeros. What
    /// is still zero, false or empty limits nothing.
    /// </summary>
    public SessionLimits Limits { get; }

    /// <summary>Whether a newer key took its name.</summary>
    public bool IsRevoked { get; internal set { field = value; _account.Touch(); } }

    /// <summary>
    /// R of the day's loss: equity of the owner's accounts just before the first entry that touched one of
    /// them on <see cref="Day"/>, or at the grant; zero for a key without a daily limit.
    /// </summary>
    public MicroUsd DayStartEquity { get; internal set { field = value; _account.Touch(); } }

    /// <summary>The UTC day of <see cref="DayStartEquity"/>, days since 1970.</summary>
    public uint Day { get; internal set { field = value; _account.Touch(); } }

    /// <summary>Deposits less withdrawals of the owner's accounts since R.</summary>
    public MicroUsd NetTransfers { get; internal set { field = value; _account.Touch(); } }

    /// <summary>
    /// Whether the day's loss was reached, or the key ended and gets no new day: it may only reduce.
    /// </summary>
    public bool IsBreached { get; internal set { field = value; _account.Touch(); } }

    /// <summary>Why the operator has stopped the key; 0: it has not.</summary>
    public ushort StopReason { get; internal set { field = value; _account.Touch(); } }

    /// <summary>Nonces that this key used.</summary>
    public NonceSet Nonces { get; }

    internal void Restore(GrantImage image)
    {
        (IsRevoked, IsBreached, Day) = (image.IsRevoked, image.IsBreached, image.Day);
        (DayStartEquity, NetTransfers) = (image.DayStartEquity, image.NetTransfers);
        StopReason = image.StopReason;
        Nonces.Restore(image.Nonces);
    }

    /// <summary>Whether it may not let a position grow now.</summary>
    /// <param name="isBreached">Whether it has lost what it may on the day that counts.</param>
    internal bool MayOnlyReduce(bool isBreached) => Limits.ReduceOnly || isBreached || StopReason != 0;

    /// <summary>Whether an order of the key has to be held against anything.</summary>
    internal bool IsLimited => !Limits.IsNone || StopReason != 0;

    /// <summary>Whether the key may sign at <paramref name="now"/>.</summary>
    public bool IsActive(Time now) => !IsRevoked && now <= Expiry;
}
