using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Events;

namespace Offing.Engine;

/// <summary>One entry on its way through the rules: the state it changes and the events it makes.</summary>
internal sealed class EntryContext(VenueState state)
{
    public VenueState State { get; } = state;

    public List<IEngineEvent> Events { get; } = [];

    public Time Now => State.Time;

    public void Emit(IEngineEvent happened) => Events.Add(happened);
}

/// <summary>An action whose signer, expiry and nonce are good.</summary>
/// <param name="Account">For which it acts.</param>
/// <param name="Signer">The owner's key or a session's.</param>
internal sealed record ActionContext(EntryContext Entry, Account Account, Address Signer)
{
    public VenueState State => Entry.State;

    public Time Now => Entry.Now;

    public void Emit(IEngineEvent happened) => Entry.Emit(happened);

    public void Done() => Emit(new ActionDone(Account.Owner));

    public void Reject(RejectCode code) =>
        Emit(new ActionRejected(Account.Owner, code, NonceUsed: true));
}
