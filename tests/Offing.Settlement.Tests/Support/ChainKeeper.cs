using Offing.Settlement.DevChains;

namespace Offing.Settlement.Tests.Support;

/// <summary>
/// A process that keeps a chain until it is killed: run as `dotnet Offing.Settlement.Tests.dll FOLDER PORT`.
/// </summary>
public static class ChainKeeper
{
    public static int Main(string[] arguments)
    {
        using var chain = DevChain.Start(Repository.ChainOptions(arguments[0], int.Parse(arguments[1])));
        chain.Rpc.Mine(3);
        Console.WriteLine(chain.ProcessId);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
