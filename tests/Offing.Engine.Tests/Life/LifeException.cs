namespace Offing.Engine.Tests.Life;

/// <summary>An invariant is broken.</summary>
internal sealed class LifeException(string what) : Exception(what);
