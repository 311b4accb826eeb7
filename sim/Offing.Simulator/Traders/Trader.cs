using System.Text;
using Offing.Primitives;
using Offing.Receipts;
using Offing.Signing;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Traders;

/// <summary>Where a client's requests go.</summary>
internal interface IWire
{
    ulong Now { get; }

    void Send(Request request);

    /// <summary>Whether so many commands are all that are wanted.</summary>
    bool IsEnough { get; }
}

/// <summary>
/// A client with a key of its own: it trades, asks again when it hears nothing, and remembers what it was
/// told.
/// </summary>
internal sealed class Trader(
    int client, Address address, SimRandom random, ActionText actions, WireText text, IWire wire)
{
    private const ulong Patience_Ms = 4_000;
    private const int KeptOrders = 60;
    private const int KeptNonces = 20;
    private const int KeptReceipts = 8;
    private static ReadOnlySpan<byte> OrderKey => "\"oid\":"u8;

    private readonly SortedDictionary<ulong, Request> _open = [];
    private readonly List<(int Market, ulong Order)> _orders = [];
    private readonly List<ulong> _answered = [];
    private readonly List<byte[]> _receipts = [];
    private ulong _nonce;

    public int Client => client;

    public Address Address => address;

    /// <summary>Requests of which it does not know yet what became of them.</summary>
    public IEnumerable<Request> Open => _open.Values;

    public bool HasOpen => _open.Count > 0;

    /// <summary>One request, or a burst.</summary>
    public void Act(int most)
    {
        for (var i = random.Between(1, most); i > 0 && !wire.IsEnough; i--)
        {
            Place(random.Chance(8) ? Withdraw() : Action());
        }
    }

    /// <summary>Asks for the receipt of something that was answered, however long ago.</summary>
    public void AskReceipt()
    {
        if (_answered.Count > 0)
        {
            AskReceipt(random.Pick(_answered));
        }
    }

    /// <summary>Asks for those of all that it remembers.</summary>
    public void AskReceipts() => _answered.ForEach(AskReceipt);

    /// <summary>Asks again for what was not answered in time.</summary>
    public void Insist(bool always)
    {
        foreach (var request in _open.Values.ToArray())
        {
            if (wire.Now >= request.SentAt + Patience_Ms && (always || random.Chance(400)))
            {
                (request.SentAt, request.IsNew) = (wire.Now, false);
                wire.Send(request);
            }
        }
    }

    /// <summary>One of the receipts that it keeps; null: it has none.</summary>
    public Receipt? AnyReceipt() => _receipts.Count == 0
        ? null
        : ReceiptJson.Read(Encoding.UTF8.GetString(random.Pick(_receipts))).Receipt;

    public void Receive(Request request, Reply reply)
    {
        if (request.Kind == Ask.Receipt && reply.HasReceipt)
        {
            Keep(reply.Body);
        }

        if (reply.IsUnknown || request.IsSettled || request.Kind == Ask.Receipt)
        {
            return;
        }

        request.IsSettled = true;
        Remember(request.Nonce);
        _open.Remove(request.Nonce);
        Learn(reply.Body);
    }

    // Some for ever, here too.
    private void Keep(byte[] receipt)
    {
        if (_receipts.Count < KeptReceipts)
        {
            _receipts.Add(receipt);
        }
        else
        {
            _receipts[random.Between(KeptReceipts / 2, KeptReceipts - 1)] = receipt;
        }
    }

    private void AskReceipt(ulong nonce) => wire.Send(
        new Request(client, Ask.Receipt, nonce, Encoding.UTF8.GetBytes(address.ToString())));

    // Some for ever, so that there are very old ones too.
    private void Remember(ulong nonce)
    {
        if (_answered.Count < KeptNonces)
        {
            _answered.Add(nonce);
        }
        else if (random.Chance(200))
        {
            _answered[random.Between(KeptNonces / 2, KeptNonces - 1)] = nonce;
        }
    }

    private Request Action()
    {
        var nonce = NextNonce();
        var source = random.Chance(800) ? HyperliquidSource.Mainnet : HyperliquidSource.Testnet;
        var kind = random.Chance(60) ? Ask.NativeAction : Ask.Action;
        return new Request(client, kind, nonce, text.L1(client, actions.Draw(_orders), nonce, source));
    }

    private Request Withdraw()
    {
        var nonce = NextNonce();
        var amount_MicroUsd = (ulong)random.Between(1, 90) * 500_000;
        return new Request(
            client, Ask.Action, nonce, text.Withdraw(client, amount_MicroUsd, nonce));
    }

    private void Place(Request request)
    {
        request.SentAt = wire.Now;
        _open.Add(request.Nonce, request);
        wire.Send(request);
    }

    private ulong NextNonce() => _nonce = Math.Max(wire.Now, _nonce + 1);

    private void Learn(ReadOnlySpan<byte> body)
    {
        for (var at = body.IndexOf(OrderKey); at >= 0; at = body.IndexOf(OrderKey))
        {
            body = body[(at + OrderKey.Length)..];
            ulong order = 0;
            for (; body.Length > 0 && body[0] is >= (byte)'0' and <= (byte)'9'; body = body[1..])
            {
                order = (order * 10) + (ulong)(body[0] - '0');
            }

            // The answer does not name the market; a cancel in a wrong one is refused, and that is traffic
            // too.
            _orders.Add((random.Below(3), order));
        }

        if (_orders.Count > KeptOrders)
        {
            _orders.RemoveRange(0, _orders.Count - KeptOrders);
        }
    }
}
