using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Offing.Settlement.Tests")]
