using BenchmarkDotNet.Attributes;

namespace Chat.Benchmarks.Parts;

/// <summary>From a message's body to its route.</summary>
public class Routes
{
    [Benchmark]
    public bool SelectRoute() => Samples.Stage.Selector.Select(Samples.Message) is not null;

    [Benchmark]
    public bool SelectNone() => Samples.Stage.Selector.Select("""{"other":1}"""u8) is not null;
}
