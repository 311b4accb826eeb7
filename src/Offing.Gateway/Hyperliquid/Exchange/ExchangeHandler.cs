using System.Diagnostics.CodeAnalysis;
using Offing.Gateway.Limiting;
using Offing.Gateway.Native;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>POST /exchange, and the post of a WebSocket that carries an action.</summary>
internal sealed class ExchangeHandler(
    IVenue venue, MarketDirectory markets, TimeSpan outcomeWait, Door door)
{
    private readonly Door _door = door;
    private readonly OutcomeFormat _format = new(markets);
    private readonly NativeAnswers _native = new(venue, markets);

    /// <summary>Admits, submits, and answers in the form of the wire.</summary>
    /// <param name="hint">Of the connection that it came by.</param>
    /// <param name="charge">Told what it costs.</param>
    public async ValueTask<WireReply> HandleAsync(
        ReadOnlyMemory<byte> body, SignerHint hint, Action<int> charge)
    {
        if (!EnvelopeReader.TryRead(body, nonceRequired: true, out var envelope, out var problem))
        {
            charge(1);
            return WireReply.Unprocessable(problem);
        }

        var isAdmitted = _door.TryAdmit(envelope, hint, out var action, out var error);
        charge(isAdmitted ? RequestWeights.Of(action!.Command) : 1);
        return isAdmitted
            ? await ExecuteAsync(action!)
            : WireReply.Error(error!.Code, error.Detail);
    }

    /// <summary>The checks of the door for several at once, of any connections.</summary>
    public void Check(IReadOnlyList<Post> posts)
    {
        var admissions = new List<Admission>(posts.Count);
        foreach (var post in posts)
        {
            if (EnvelopeReader.TryRead(post.Body, nonceRequired: true, out var envelope, out var problem))
            {
                admissions.Add(post.Admission = _door.Read(envelope, post.Hint));
            }
            else
            {
                post.Refusal = post.IsNative
                    ? NativeReply.Error(RejectCode.Malformed, problem, 422)
                    : WireReply.Unprocessable(problem);
            }
        }

        _door.Guess(admissions);
        foreach (var post in posts)
        {
            if (post.Admission is { } admission)
            {
                _door.Settle(admission);
                post.Refusal = admission.Error is not { } error ? null
                    : post.IsNative ? NativeAnswers.Refused(error)
                    : WireReply.Error(error.Code, error.Detail);
            }

            post.Body = default;
        }
    }

    /// <summary>Submits what the door let through; never waits.</summary>
    /// <param name="completed">From any thread, once: it must not wait either.</param>
    public void Submit(Post post, Action<SubmitResult> completed) =>
        venue.Submit(post.Admission!.Action!, completed);

    /// <summary>What became of an action, in the form that its post asked for.</summary>
    public WireReply Answer(Post post, SubmitResult result) => post.IsNative
        ? _native.Action(post.Admission!.Action!, result)
        : Answer(_format, post.Admission!.Action!, result);

    /// <summary>The checks of the door alone, for the native surface.</summary>
    public bool TryAdmit(
        Envelope envelope, SignerHint hint, [NotNullWhen(true)] out SignedAction? action,
        [NotNullWhen(false)] out WireError? error) =>
        _door.TryAdmit(envelope, hint, out action, out error);

    /// <summary>What the wire says of what became of an action.</summary>
    public static WireReply Answer(OutcomeFormat format, SignedAction action, SubmitResult result) =>
        result.Output is { } output
            ? format.Format(action, output)
            : WireReply.Error(result.Refusal, "no new actions are taken");

    private async ValueTask<WireReply> ExecuteAsync(SignedAction action) =>
        Answer(_format, action, await SubmitAsync(action));

    /// <summary>Submits and waits; a wait that is too long ends as "unknown", never as a reject.</summary>
    public async ValueTask<SubmitResult> SubmitAsync(Entry entry)
    {
        using var wait = new CancellationTokenSource(outcomeWait);
        try
        {
            return await venue.SubmitAsync(entry, wait.Token);
        }
        catch (OperationCanceledException)
        {
            return SubmitResult.Refused(RejectCode.OutcomeUnknown);
        }
    }
}
