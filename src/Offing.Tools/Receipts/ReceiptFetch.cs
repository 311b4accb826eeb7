using System.Text.Json;
using Offing.Receipts;
using Offing.Tools.Client;

namespace Offing.Tools.Receipts;

/// <summary>Asks a venue for a receipt.</summary>
public static class ReceiptFetch
{
    /// <param name="query">Of GET /native/receipt, such as seq=7.</param>
    /// <exception cref="VenueException">No answer, or no receipt; the message says why.</exception>
    public static async Task<ReceiptDocument> RunAsync(Uri venue, string query, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        string text;
        try
        {
            using var reply = await http.GetAsync(new Uri(venue, $"native/receipt?{query}"), stop);
            text = await reply.Content.ReadAsStringAsync(stop);
        }
        catch (HttpRequestException error)
        {
            throw new VenueException(
                $"{venue} does not answer ({error.Message}): name the running venue with --url");
        }

        if (!text.StartsWith('{'))
        {
            throw new VenueException($"{venue} gives no receipts: is it a venue of this version?");
        }

        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("status").GetString() == "ok"
            ? ReceiptJson.Read(text)
            : throw new VenueException(
                $"{answer.RootElement.GetProperty("code").GetString()}: "
                + answer.RootElement.GetProperty("response").GetString());
    }
}
