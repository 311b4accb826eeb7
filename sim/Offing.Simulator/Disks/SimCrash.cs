namespace Offing.Simulator.Disks;

/// <summary>The machine lost its power in the middle of a call of the disk. Nothing catches it but the world.
/// </summary>
internal sealed class SimCrash() : Exception("the power is gone");
