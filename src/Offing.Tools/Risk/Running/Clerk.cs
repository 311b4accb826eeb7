using System.Buffers.Binary;
using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;

namespace Offing.Tools.Risk.Running;

/// <summary>Numbers entries and gives them to the machine; actions are as they are past the door.</summary>
internal sealed class Clerk(Machine machine, Journal journal)
{
    // Any time will do: it is the same in every run, and far from the ends of what a clock can say.
    private const ulong Start_Ms = 1_760_000_000_000;

    private readonly Dictionary<Address, ulong> _nonces = [];
    private int _second;

    public VenueState State => machine.State;

    /// <summary>Entries so far.</summary>
    public ulong Entries => State.InputCursor;

    /// <summary>Of the scenario; entries stand at its time.</summary>
    public int Second
    {
        get => _second;
        set => journal.Second = _second = value;
    }

    public Time Now => new(Start_Ms + ((ulong)_second * 1_000));

    public void Apply(Entry entry)
    {
        var seq = State.InputCursor + 1;
        machine.Apply(new SequencedEntry(seq, seq, Now, entry), journal);
        journal.EndEntry();
    }

    public void Act(Address signer, Command command)
    {
        var nonce = Math.Max(_nonces.GetValueOrDefault(signer) + 1, Now.Milliseconds);
        _nonces[signer] = nonce;
        Apply(new SignedAction(SigningScheme.L1Testnet, [], nonce, null, null, [], signer, command));
    }

    public void Deposit(Address account, MicroUsd amount)
    {
        if (amount.Value == 0)
        {
            return;
        }

        var payload = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(payload, (ulong)amount.Value);
        Apply(new QueueRequest(
            State.QueueCursor, RequestType.Deposit, account, account, Now.Milliseconds / 1_000, payload));
    }

    /// <summary>The account of somebody who has deposited; null before.</summary>
    public Account? Find(Address owner) => State.FindAccount(owner);
}
