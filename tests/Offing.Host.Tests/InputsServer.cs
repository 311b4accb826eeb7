using System.Net;

namespace Offing.Host.Tests;

/// <summary>Whoever serves the inputs of batches over HTTP, well or badly.</summary>
/// <param name="answer">Bytes of a file of this name; null: there is none; it may take its time.</param>
internal sealed class InputsServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, Task<byte[]?>> _answer;
    private int _asked;

    public InputsServer(Func<string, Task<byte[]?>> answer)
    {
        _answer = answer;
        Url = $"http://127.0.0.1:{HostProcess.FreePort()}/of/the/venue";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Files that were asked for.</summary>
    public int Asked => _asked;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Interlocked.Increment(ref _asked);
        var bytes = await _answer(Path.GetFileName(context.Request.Url!.LocalPath));
        try
        {
            context.Response.StatusCode = bytes is null ? 404 : 200;
            context.Response.Close(bytes ?? [], willBlock: false);
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException
            or InvalidOperationException)
        {
            // Who asked did not wait.
        }
    }
}
