using System.CommandLine;
using Offing.Host.Commands;

// What a person can mend ends in one line on standard error;
// anything else is a bug of ours and keeps its trace.
var root = new RootCommand("Offing, a non-custodial perpetuals venue.")
{
    UpCommand.Create(),
    FundingCommand.Create(),
    DemoCommand.Create(),
    BenchCommand.Create(),
    LoadCommand.Create(),
    RiskCommand.Create(),
    LogCommand.Create(),
    ReceiptCommand.Create(),
    VerifyCommand.Create(),
    RequestCommand.Create(),
    ExitCommand.Create(),
    OperatorCommand.Create(),
    SimCommand.Create(),
    DrillCommand.Create(),
};
var configuration = new InvocationConfiguration
{
    // Stopping waits until the chain's state is on disk.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(90),
    EnableDefaultExceptionHandler = false,
};
return await root.Parse(args).InvokeAsync(configuration);
