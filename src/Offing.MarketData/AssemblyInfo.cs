using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Offing.MarketData.Tests")]
