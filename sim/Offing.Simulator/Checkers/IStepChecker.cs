using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Protocol.Events;

namespace Offing.Simulator.Checkers;

/// <summary>Looks at the shadow after each entry and after each batch.</summary>
internal interface IStepChecker
{
    void Applied(EntryOutput output);

    void BatchEnded(SettlementBatch batch, StateTree tree);
}
