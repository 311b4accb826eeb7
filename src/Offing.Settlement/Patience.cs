using Offing.Primitives;
using Offing.Settlement.L1;

namespace Offing.Settlement;

/// <summary>
/// Runs the steps of a state machine: failures of the chain client delay
/// the next step, longer each time; a code that means stop ends all steps.
/// </summary>
internal sealed class Patience
{
    private const ulong FirstDelay_Ms = 250;
    private const ulong LongestDelay_Ms = 30_000;

    private Time _retryAt;
    private ulong _delay_Ms = FirstDelay_Ms;

    public SettlementStatus Status { get; private set; } = SettlementStatus.Fine;

    public void Run(Time now, Action<Time> step, Action<SettlementCode> onFailure)
    {
        if (Status.IsStopped || now < _retryAt)
        {
            return;
        }

        try
        {
            step(now);
            Status = SettlementStatus.Fine;
            _delay_Ms = FirstDelay_Ms;
        }
        catch (SettlementHaltException halt)
        {
            Delay(now, halt.Code, halt.Message, onFailure);
        }
        catch (L1UnavailableException outage)
        {
            Delay(now, SettlementCode.L1Unavailable, outage.Message, onFailure);
        }
        catch (Exception answer) when (answer is L1RefusedException or FormatException or OverflowException)
        {
            Delay(now, SettlementCode.L1Inconsistent, answer.Message, onFailure);
        }
    }

    private void Delay(Time now, SettlementCode code, string detail, Action<SettlementCode> onFailure)
    {
        Status = new SettlementStatus(code, detail);
        _retryAt = new Time(now.Milliseconds + _delay_Ms);
        _delay_Ms = Math.Min(_delay_Ms * 2, LongestDelay_Ms);
        onFailure(code);
    }
}
