namespace Chat.Benchmarks.Contenders;

/// <summary>How function processes are started, as <c>--run</c> takes it.</summary>
/// <param name="Chat">The chat's three.</param>
/// <param name="Benchmark">The benchmark's own.</param>
internal sealed record FunctionCommands(string Chat, string Benchmark)
{
    /// <param name="chat">Null: the portable build.</param>
    /// <param name="benchmark">The same.</param>
    public static FunctionCommands Of(NativeProgram? chat, NativeProgram? benchmark) => new(Of(chat, Paths.Functions), Of(benchmark, Paths.BenchmarkFunctions));

    private static string Of(NativeProgram? native, string portable) => native is null ? $"\"{Paths.Dotnet}\" \"{portable}\"" : $"\"{native.File}\"";
}
