using BenchmarkDotNet.Running;
using SipCti.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(SampleMessages).Assembly).Run(args);
