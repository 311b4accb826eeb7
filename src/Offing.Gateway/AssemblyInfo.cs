using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Offing.Gateway.Tests")]
