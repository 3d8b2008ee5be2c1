using System.Collections.Immutable;
using Chat.Emulator.Lambda;
using Chat.Emulator.Tests.Processes;

namespace Chat.Emulator.Tests.Lambda;

public sealed class RuntimeCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void Command_Given_WinsOverTheRuntimes()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "bootstrap"), "");

        var command = For("provided.al2023", "dotnet Functions.dll");

        var start = Assert.IsType<RuntimeCommand.Start>(command);
        Assert.Equal(("dotnet", _folder.FullName, LambdaQuotas.CommandInitTimeout), (start.FileName, start.WorkingDirectory, start.InitTimeout));
        Assert.Equal(["Functions.dll"], start.Arguments.AsEnumerable());
    }

    [UnixFact]
    public void Provided_WithABootstrap_StartsIt()
    {
        var bootstrap = Path.Combine(_folder.FullName, "bootstrap");
        File.WriteAllText(bootstrap, "");

        var start = Assert.IsType<RuntimeCommand.Start>(For("provided.al2023"));

        Assert.Equal((bootstrap, _folder.FullName, LambdaQuotas.InitTimeout), (start.FileName, start.WorkingDirectory, start.InitTimeout));
        Assert.Empty(start.Arguments);
    }

    [Theory]
    [InlineData("provided.al2023", "There is no bootstrap in")]
    [InlineData("nodejs22.x", "nodejs22.x")]
    [InlineData("python3.13", "python3.13")]
    [InlineData("dotnet10", "dotnet10")]
    [InlineData("java21", "java21")]
    public void Runtime_WithoutACommand_SaysWhatToDo(string runtime, string named)
    {
        var missing = Assert.IsType<RuntimeCommand.Missing>(For(runtime));

        Assert.Contains(named, missing.Reason);
        Assert.EndsWith("--run websocket-send=COMMAND", missing.Reason);
    }

    [Fact]
    public void Code_NotOnThisMachine_SaysWhatToDo()
    {
        var command = RuntimeCommand.For(LambdaHost.Function with { CodeFolder = null }, ImmutableDictionary<string, string>.Empty);

        Assert.StartsWith("The code of websocket-send is not on this machine.", Assert.IsType<RuntimeCommand.Missing>(command).Reason);
    }

    [Fact]
    public void Command_Empty_IsMissing() => Assert.Contains("is empty", Assert.IsType<RuntimeCommand.Missing>(For("provided", " ")).Reason);

    public void Dispose() => _folder.Delete(recursive: true);

    private RuntimeCommand For(string runtime, string? command = null)
    {
        var run = ImmutableDictionary<string, string>.Empty;
        var function = LambdaHost.Function with { Runtime = runtime, CodeFolder = _folder.FullName };
        return RuntimeCommand.For(function, command is null ? run : run.Add(LambdaHost.Name, command));
    }
}
