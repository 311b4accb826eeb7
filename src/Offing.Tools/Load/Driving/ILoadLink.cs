namespace Offing.Tools.Load.Driving;

/// <summary>Told of every answer that has come in.</summary>
/// <param name="id">The number that its request was sent under.</param>
/// <param name="body">The whole answer, valid during the call.</param>
internal delegate void AnswerHandler(ulong id, ReadOnlySpan<byte> body);

/// <summary>
/// One connection to the venue, driven by one thread that never waits for it: requests are gathered, then
/// written with as few calls as the system takes, as clients with much to say do.
/// </summary>
internal interface ILoadLink : IDisposable
{
    /// <summary>Requests that are not answered yet.</summary>
    int InFlight { get; }

    /// <summary>Gathers a request.</summary>
    void Add(ulong id, ReadOnlySpan<byte> body);

    /// <summary>Writes what is gathered, as far as the system takes it now.</summary>
    /// <returns>Whether anything was written.</returns>
    bool Flush();

    /// <summary>Hands on every answer that is here.</summary>
    /// <returns>Whether there was any.</returns>
    /// <exception cref="Client.VenueException">The venue has closed the connection.</exception>
    bool Receive(AnswerHandler answered);
}
