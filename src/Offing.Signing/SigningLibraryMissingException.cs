namespace Offing.Signing;

/// <summary>libsecp256k1 is not on this machine; the message names the command that installs it.</summary>
public sealed class SigningLibraryMissingException(Exception inner)
    : Exception("libsecp256k1.so.1 is missing: run `apt-get install libsecp256k1-1`", inner);
