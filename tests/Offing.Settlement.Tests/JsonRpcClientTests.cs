using System.Net;
using System.Net.Sockets;
using System.Text;
using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Settlement.Tests.Support;
using Offing.Signing;

namespace Offing.Settlement.Tests;

public sealed class JsonRpcClientTests
{
    [Fact]
    public void A_client_that_is_not_there_is_named_with_what_to_check()
    {
        var url = new Uri($"http://127.0.0.1:{Repository.FreePort()}/");
        using var client = new JsonRpcClient(url);
        var error = Assert.Throws<L1UnavailableException>(() => client.ChainId());
        Assert.Contains(url.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("check that it runs", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 No", "{}", "HTTP 500")]
    [InlineData("HTTP/1.1 200 OK", "<html>", "not JSON")]
    [InlineData("HTTP/1.1 200 OK", "[1]", "not JSON-RPC")]
    [InlineData("HTTP/1.1 200 OK", "{\"result\":\"seven\"}", "cannot be read")]
    [InlineData("HTTP/1.1 200 OK", "{\"result\":{}}", "cannot be read")]
    [InlineData("HTTP/1.1 200 OK", "{\"id\":1}", "neither")]
    public void An_answer_that_cannot_be_used_is_an_outage(string status, string body, string said)
    {
        using var server = new OneAnswer(status, body);
        using var client = new JsonRpcClient(server.Url);
        var error = Assert.Throws<L1UnavailableException>(() => client.ChainId());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_keeps_silent_is_given_up()
    {
        using var server = new OneAnswer("", "");
        using var client = new JsonRpcClient(server.Url, TimeSpan.FromMilliseconds(200));
        Assert.Throws<L1UnavailableException>(() => client.ChainId());
    }

    [Fact]
    public void A_refusal_carries_code_words_and_the_contracts_error()
    {
        var data = Hex.Encode(AbiWriter.Call("AlreadyPaid(uint64)").UInt(7).Build());
        const string Words = "execution reverted";
        using var server = new OneAnswer(
            "HTTP/1.1 200 OK", $$$"""{"error":{"code":3,"message":"{{{Words}}}","data":"{{{data}}}"}}""");
        using var client = new JsonRpcClient(server.Url);
        var error = Assert.Throws<L1RefusedException>(() => client.ChainId());
        Assert.Equal((3, Words), (error.Code, error.Reason));
        Assert.Equal(data, Hex.Encode(error.RevertData.Span));
        Assert.Equal("AlreadyPaid(7)", error.Error!.ToString());
    }

    /// <summary>Answers one request with fixed bytes, or never when there are none.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Thread _thread;

        public OneAnswer(string status, string body)
        {
            _listener.Start();
            _thread = new Thread(() => Answer(status, body));
            _thread.Start();
        }

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public void Dispose()
        {
            _listener.Stop();
            _thread.Join();
        }

        private void Answer(string status, string body)
        {
            TcpClient connection;
            try
            {
                connection = _listener.AcceptTcpClient();
            }
            catch (SocketException)
            {
                // The client gave up before it came.
                return;
            }

            using var closing = connection;
            using var stream = connection.GetStream();
            var buffer = new byte[4096];
            var request = "";
            while (!request.Contains("\"params\":[]}", StringComparison.Ordinal))
            {
                var read = stream.Read(buffer);
                if (read == 0)
                {
                    // The client gave up before its request was whole.
                    return;
                }

                request += Encoding.ASCII.GetString(buffer, 0, read);
            }

            if (status.Length == 0)
            {
                // Until the client gives up.
                _ = stream.Read(buffer);
                return;
            }

            stream.Write(Encoding.ASCII.GetBytes(
                $"{status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        }
    }
}
