namespace Offing.BareBound;

/// <summary>Where trades go. A struct, so that its methods are compiled into the match.</summary>
public interface ITradeSink
{
    /// <summary>An order begins to trade; the trades that follow are its own.</summary>
    void Taker(uint id);

    void Trade(uint maker, uint price, uint quantity);
}
