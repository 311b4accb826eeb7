using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;

namespace Offing.Engine.Foresight;

/// <summary>
/// Fetches what the next entries of a micro-batch will need while the ones before them are applied: who
/// signed, then his account and the order that is meant, then slot, nonces and the order's neighbours. Each
/// step stands some entries after the one whose result it reads, so that none waits for memory. It reads the
/// state and writes nothing: a wrong guess costs a fetch.
/// </summary>
internal sealed class Lookahead(VenueState state)
{
    /// <summary>Entries between two steps.</summary>
    private const int Stride = 3;

    private const int Steps = 4;
    private const int RingMask = 15;
    private const int AccountLines = 6;
    private const int SlotLines = 5;
    private const int OrderLines = 4;

    private readonly Seen[] _ring = new Seen[RingMask + 1];

    /// <summary>The entry at <paramref name="next"/> is applied after this.</summary>
    public void Before(ReadOnlySpan<SequencedEntry> batch, int next)
    {
        if (batch.Length <= Stride)
        {
            return;
        }

        if (next == 0)
        {
            for (var step = 0; step < Steps; step++)
            {
                for (var at = 0; at < Math.Min((Steps - step) * Stride, batch.Length); at++)
                {
                    Take(step, batch[at], at);
                }
            }
        }

        for (var step = 0; step < Steps; step++)
        {
            var at = next + (Steps - step) * Stride;
            if (at < batch.Length)
            {
                Take(step, batch[at], at);
            }
        }
    }

    private void Take(int step, SequencedEntry entry, int at)
    {
        ref var seen = ref _ring[at & RingMask];
        if (step == 0)
        {
            seen = default;
            if (entry.Entry is SignedAction action)
            {
                FindSigner(action, ref seen);
            }
        }
        else if (seen.Account is { } account)
        {
            switch (step)
            {
                case 1:
                    OpenAccount(account, ref seen);
                    break;
                case 2:
                    OpenSlot(account, ref seen);
                    break;
                default:
                    OpenNeighbours(account, ref seen);
                    break;
            }
        }
    }

    private void FindSigner(SignedAction action, ref Seen seen)
    {
        if (state.FindSession(action.Signer) is { } grant)
        {
            (seen.Account, seen.Session) = (grant.Account, grant.Session);
            Hint.Object(seen.Session, 3);
        }
        else
        {
            seen.Account = state.FindAccount(action.Signer);
        }

        Hint.Object(seen.Account, AccountLines);
        if (action.Command is PlaceOrders { Orders.Count: > 0 } place)
        {
            seen.Market = place.Orders[0].Market;
            seen.IsPlacing = true;
        }
        else if (action.Command is CancelOrders { Cancels.Count: > 0 } cancel)
        {
            (seen.Market, var id) = cancel.Cancels[0];
            seen.Handle = state.Orders.Foresee(id) + 1;
        }
    }

    private void OpenAccount(Account account, ref Seen seen)
    {
        account.Foresee();
        seen.Nonces = seen.Session?.Nonces ?? account.Nonces;
        Hint.Object(seen.Nonces, 1);
        if (seen.Handle != 0)
        {
            seen.Order = state.Orders.At((ulong)seen.Handle - 1);
            Hint.Object(seen.Order, OrderLines);
        }
    }

    private static void OpenSlot(Account account, ref Seen seen)
    {
        seen.Slot = account.FindSlot(seen.Market);
        Hint.Object(seen.Slot, SlotLines);
        seen.Nonces!.Foresee();
    }

    private void OpenNeighbours(Account account, ref Seen seen)
    {
        if (seen.IsPlacing)
        {
            Hint.Object(account.Orders.First, 1);
        }
        else if (seen.Order is { } order)
        {
            Hint.Object(order.NextOfOwner, 1);
            Hint.Object(order.PreviousOfOwner, 1);
            state.FindMarket(order.Market)?.Orders.Foresee(order);
        }
    }

    /// <summary>What the steps before found of one entry.</summary>
    private struct Seen
    {
        public Account? Account;
        public Session? Session;
        public NonceSet? Nonces;
        public Slot? Slot;
        public Order? Order;
        public MarketId Market;

        /// <summary>Plus 1; zero is none.</summary>
        public int Handle;

        public bool IsPlacing;
    }
}
