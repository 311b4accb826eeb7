using Offing.Tools.Load.Files;

namespace Offing.Tools.Load.Serving;

/// <summary>How the venue of a load is to run.</summary>
/// <param name="Folder">For its log; on a memory file system the log costs no disk.</param>
/// <param name="Accounts">Accounts of the plan with money and a session key, from 0.</param>
/// <param name="Batch">A batch is cut when the last one is so old.</param>
/// <param name="ChecksSignatures">
/// False takes each request's word for who signed it. Only this venue, which has no chain and no money, knows
/// such a thing: the switch is not among the options of a real one.
/// </param>
public sealed record ServeOptions(
    string Folder, int Port, LoadPlan Plan, int Accounts, TimeSpan Batch, bool ChecksSignatures);
