using System.Globalization;
using System.Text;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Tools.Drills;

/// <summary>
/// A client that trusts nobody: it places and cancels orders all the time, and writes down what was
/// acknowledged, durably, before it goes on.
/// </summary>
public static class Kill9Client
{
    private const int Retry_Ms = 100;

    // Clients that never pause take the processor that snapshots, and so pruning, are left.
    private const int Pause_Ms = 3;

    // An account has room for a thousand: without an end of them the load would dry up.
    private const int RestingMost_Orders = 200;

    /// <summary>Runs until it is told to stop; a venue that does not answer is asked again.</summary>
    /// <param name="seed">Of the keys of the trader.</param>
    /// <param name="number">Of the client, which tells its orders from those of others.</param>
    /// <param name="record">The file of what was acknowledged; added to.</param>
    public static async Task RunAsync(
        int http, string seed, int number, string record, CancellationToken stop)
    {
        using var venue = new VenueClient(http);
        var trader = new Trader(venue, $"client {number}", seed);
        await using var file = new FileStream(record, FileMode.Append, FileAccess.Write, FileShare.Read);
        var begin = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        var next = ((UInt128)(ulong)number << 64) + begin;
        var resting = new Queue<ClientOrderId>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await StepAsync(trader, file, new ClientOrderId(++next), resting, stop);
                await Task.Delay(Pause_Ms, stop);
            }
            catch (VenueException)
            {
                // What had no answer may be there or not: nothing is written down.
                await Task.Delay(Retry_Ms, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task StepAsync(
        Trader trader, FileStream file, ClientOrderId id, Queue<ClientOrderId> resting,
        CancellationToken stop)
    {
        var order = new OrderSpec(
            new MarketId(0), Side.Buy, new WireDecimal(55_000, 0), new WireDecimal(2, 4), false,
            TimeInForce.Gtc, id);
        if (!await IsTakenAsync(trader, ActionJson.Orders(order), "resting", stop))
        {
            await Task.Delay(Retry_Ms, stop);
            return;
        }

        Write(file, 'P', id);
        // Every third stays for a while, so that a start has a book to make again.
        if (id.Value % 3 == 0)
        {
            resting.Enqueue(id);
            if (resting.Count <= RestingMost_Orders)
            {
                return;
            }

            id = resting.Dequeue();
        }

        if (await IsTakenAsync(trader, ActionJson.CancelByClientId(new MarketId(0), id), "success", stop))
        {
            Write(file, 'C', id);
        }
    }

    private static async Task<bool> IsTakenAsync(
        Trader trader, System.Text.Json.Nodes.JsonObject action, string word, CancellationToken stop)
    {
        var reply = await trader.TrySendAsync(action, stop);
        return VenueClient.ErrorOf(reply) is null
            && reply["response"]!["data"]!["statuses"]![0]!.ToJsonString().Contains(
                word, StringComparison.Ordinal);
    }

    private static void Write(FileStream file, char what, ClientOrderId id)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{what} {id.Value}\n");
        file.Write(Encoding.ASCII.GetBytes(line));
        file.Flush(flushToDisk: true);
    }
}
