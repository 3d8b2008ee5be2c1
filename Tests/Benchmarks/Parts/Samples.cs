using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Benchmarks.Parts;

/// <summary>What the benchmarks of parts work on: the benchmark's own API and a connection to it.</summary>
internal static class Samples
{
    public static byte[] Message { get; } = """{"action":"echo","message":"0123456789012345678901234567890123456789012345678901234567890123"}"""u8.ToArray();

    public static Stack Stack { get; } = CloudAssembly.Read(Contenders.EmulatorContender.Template, new DeployOptions());

    public static DeployedStage Stage { get; } = new GatewayDeployment([.. Stack.Apis.AsEnumerable()]).Find(Stack.Apis[0].ApiId, "bench")!;

    public static Connection Connect() => new(TimeProvider.System, GatewayLimits.Default)
    {
        ApiId = Stack.Apis[0].ApiId,
        StageName = "bench",
        DomainName = "127.0.0.1:4510",
        Identity = new ConnectionIdentity("127.0.0.1", "benchmark"),
    };
}
