using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Log;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Tools.Drills;

/// <summary>
/// Fills the disk of a real venue's log while it serves: orders must be refused with an error that says so,
/// answers and cancels must go on, and all of it must come back by itself when there is room.
/// </summary>
public sealed class DiskFullDrill(string folder)
{
    private const int PatienceMost_Seconds = 60;
    private const string Refusal = "disk";
    private static readonly MarketId Btc = new(0);

    private readonly DrillVenue _venue = new(Path.Combine(folder, "data"), "drill disk");
    private readonly List<ClientOrderId> _resting = [];
    private ulong _ids = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <param name="say">Told of each step.</param>
    /// <exception cref="VenueException">Something is not as it must be.</exception>
    public async Task RunAsync(Action<string> say, CancellationToken stop)
    {
        using (var disk = new SmallDisk(_venue.Log))
        {
            var venue = await _venue.UpAsync(stop);
            try
            {
                using var client = new VenueClient(_venue.Http);
                var trader = await _venue.EnterAsync(client, "trader", stop);
                await RunAsync(disk, client, trader, say, stop);
            }
            finally
            {
                DrillVenue.End(venue);
            }

            MustHoldAll();
            say($"the log of the killed venue holds all {_resting.Count} orders that were acknowledged");
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(
        SmallDisk disk, VenueClient client, Trader trader, Action<string> say, CancellationToken stop)
    {
        await PlaceAsync(trader, stop);
        disk.FillUp();
        var begin = Stopwatch.GetTimestamp();
        string? refusal;
        var taken = 0;
        while ((refusal = await PlaceAsync(trader, stop)) is null)
        {
            taken++;
            Require(Since(begin) < PatienceMost_Seconds, "the disk is full, and orders are taken for ever");
        }

        Require(
            refusal.Contains(Refusal, StringComparison.OrdinalIgnoreCase), $"not a clear error: {refusal}");
        say($"full: after {taken} orders more, which the segment in use had room for: \"{refusal}\"");

        var open = await OpenAsync(client, trader, stop);
        Require(open == _resting.Count, $"{_resting.Count} orders rest, the venue shows {open}");
        var cancelled = _resting[^1];
        var reply = await trader.TrySendAsync(ActionJson.CancelByClientId(Btc, cancelled), stop);
        Require(VenueClient.ErrorOf(reply) is null && reply.ToJsonString().Contains("success"),
            $"a cancel is refused: {reply.ToJsonString()}");
        _resting.Remove(cancelled);
        open = await OpenAsync(client, trader, stop);
        Require(open == _resting.Count, "the cancel has done nothing");
        Require(await PlaceAsync(trader, stop) is not null, "an order was taken on a full disk");
        say("full: the venue answers questions and takes cancels, and still no order");

        disk.Free();
        begin = Stopwatch.GetTimestamp();
        while (await PlaceAsync(trader, stop) is { } still)
        {
            Require(Since(begin) < PatienceMost_Seconds, $"there is room again, and still: {still}");
            await Task.Delay(50, stop);
        }

        say($"room again: an order was taken after {Since(begin):0.0} s, without a restart");
    }

    private static double Since(long begin) => Stopwatch.GetElapsedTime(begin).TotalSeconds;

    // Null when it rests; else the error.
    private async Task<string?> PlaceAsync(Trader trader, CancellationToken stop)
    {
        var id = new ClientOrderId(++_ids);
        var order = new OrderSpec(
            Btc, Side.Buy, new WireDecimal(55_000, 0), new WireDecimal(2, 4), false, TimeInForce.Gtc, id);
        var reply = await trader.TrySendAsync(ActionJson.Orders(order), stop);
        if (VenueClient.ErrorOf(reply) is { } refused)
        {
            return refused;
        }

        var status = reply["response"]!["data"]!["statuses"]![0]!;
        if (status["resting"] is null)
        {
            return status.ToJsonString();
        }

        _resting.Add(id);
        if (_resting.Count > 500)
        {
            var oldest = _resting[0];
            await trader.TrySendAsync(ActionJson.CancelByClientId(Btc, oldest), stop);
            _resting.RemoveAt(0);
        }

        return null;
    }

    private static async Task<int> OpenAsync(VenueClient client, Trader trader, CancellationToken stop)
    {
        var question = new JsonObject { ["type"] = "openOrders", ["user"] = trader.Account.ToString() };
        return (await client.InfoAsync(question, stop)).AsArray().Count;
    }

    private void MustHoldAll()
    {
        var placed = LogView.Read(_venue.Log).SelectMany(record => EntryCodec.DecodeRecord(record.Body))
            .Select(entry => entry.Entry).OfType<SignedAction>().Select(action => action.Command)
            .OfType<PlaceOrders>().Select(place => place.Orders[0].ClientId).ToHashSet();
        Require(_resting.All(placed.Contains), "an order that was acknowledged is not in the log");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new VenueException(otherwise);
        }
    }
}
