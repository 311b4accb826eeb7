using BenchmarkDotNet.Running;
using Offing.Bench;

BenchmarkSwitcher.FromAssembly(typeof(BookOperations).Assembly).Run(args);
