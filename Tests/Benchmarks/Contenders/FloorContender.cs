namespace Chat.Benchmarks.Contenders;

/// <summary>Kestrel and nothing else: what no emulator can be faster than.</summary>
internal sealed class FloorContender : Contender
{
    public override string Name => "bare Kestrel";

    public override bool HasTable => false;

    public override Task<Running> StartEchoAsync(CancellationToken cancellationToken) => StartChatAsync(cancellationToken);

    public override async Task<Running> StartChatAsync(CancellationToken cancellationToken)
    {
        var server = ServerProcess.Start(Paths.Dotnet, ["exec", Paths.Benchmarks, "floor"]);
        try
        {
            return new Running(new Uri(await server.WaitForAsync("ready ", cancellationToken)), null, server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
