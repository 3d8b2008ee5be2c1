using System.Collections.Immutable;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Tests.Lambda.Processes;

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
    [InlineData("dotnet10", "There is no websocket-send.dll in")]
    [InlineData("java21", "java21")]
    [InlineData("ruby3.4", "ruby3.4")]
    public void Runtime_WithoutACommand_SaysWhatToDo(string runtime, string named)
    {
        var missing = Assert.IsType<RuntimeCommand.Missing>(For(runtime));

        Assert.Contains(named, missing.Reason);
        Assert.Contains("--run websocket-send=COMMAND", missing.Reason);
    }

    [Fact]
    public void Node_IsTheNodeOfThisMachine()
    {
        var start = Assert.IsType<RuntimeCommand.Start>(For("nodejs22.x"));

        Assert.Equal("node", Path.GetFileNameWithoutExtension(start.FileName));
        Assert.Equal((_folder.FullName, LambdaQuotas.InitTimeout), (start.WorkingDirectory, start.InitTimeout));
    }

    [Theory]
    [InlineData("dotnet10", "websocket-send.dll")]
    [InlineData("dotnet6", "websocket-send.dll")]
    [InlineData("provided.al2023", "bootstrap.dll")]
    public void Assembly_InTheCodeFolder_IsRunByDotNet(string runtime, string assembly)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, assembly), "");

        var start = Assert.IsType<RuntimeCommand.Start>(For(runtime));

        Assert.Equal("dotnet", Path.GetFileNameWithoutExtension(start.FileName));
        Assert.Equal(["exec", "--roll-forward", "Major", assembly], start.Arguments.AsEnumerable());
    }

    [Fact]
    public void ClassLibrary_OfDotNet_IsCalledByTheHost()
    {
        var function = LambdaHost.Function with { Runtime = "dotnet8", Handler = "Chat::Chat.Send::HandleAsync", CodeFolder = _folder.FullName };
        foreach (var file in new[] { "Chat.dll", "Chat.deps.json", "Chat.runtimeconfig.json" })
        {
            var missing = Assert.IsType<RuntimeCommand.Missing>(Runtimes.CommandFor(function, ImmutableDictionary<string, string>.Empty));
            Assert.Contains("dotnet publish", missing.Reason);
            File.WriteAllText(Path.Combine(_folder.FullName, file), "");
        }

        var start = Assert.IsType<RuntimeCommand.Start>(Runtimes.CommandFor(function, ImmutableDictionary<string, string>.Empty));
        Assert.Equal(["exec", "--depsfile", "Chat.deps.json", "--runtimeconfig", "Chat.runtimeconfig.json"], start.Arguments.Take(5));
        Assert.True(File.Exists(start.Arguments[^1]), start.Arguments[^1]);
    }

    [Fact]
    public void ContainerImage_SaysWhatToDo_AndRunsByACommand()
    {
        var function = LambdaHost.Function with { IsContainerImage = true, Runtime = "", Handler = "", CodeFolder = null };

        var missing = Assert.IsType<RuntimeCommand.Missing>(Runtimes.CommandFor(function, ImmutableDictionary<string, string>.Empty));

        Assert.StartsWith("websocket-send is a container image", missing.Reason);
        Assert.Contains("--run websocket-send=COMMAND (or start it yourself: --attached websocket-send; or --invoke websocket-send=URL)", missing.Reason);
        Assert.IsType<RuntimeCommand.Start>(Runtimes.CommandFor(function, ImmutableDictionary<string, string>.Empty.Add(LambdaHost.Name, "node index.js")));
    }

    [UnixFact]
    public void ExecWrapper_OfALayer_IsStartedWithTheRuntimesCommand()
    {
        var wrapper = Path.Combine(_folder.FullName, "wrapper");
        File.WriteAllText(wrapper, "");
        var function = LambdaHost.Function with
        {
            Runtime = "nodejs22.x",
            CodeFolder = _folder.FullName,
            LayersFolder = _folder.FullName,
            Environment = ImmutableDictionary<string, string>.Empty.Add("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper"),
        };

        var start = Assert.IsType<RuntimeCommand.Start>(Runtimes.CommandFor(function, ImmutableDictionary<string, string>.Empty));

        Assert.Equal(wrapper, start.FileName);
        Assert.Equal("node", Path.GetFileNameWithoutExtension(start.Arguments[0]));
    }

    [Theory]
    [InlineData(8, true, "10.0.12")]
    [InlineData(8, false, "9.0.2")]
    [InlineData(9, false, null)]
    [InlineData(10, true, null)]
    [InlineData(11, true, null)]
    public void DotNet_OtherThanTheRuntimes_IsNamed(int wanted, bool isClassLibrary, string? other) =>
        Assert.Equal(other, DotNetRuntimes.OtherThan(wanted, isClassLibrary, [new(9, 0, 2), new(10, 0, 12), new(9, 0, 1)]));

    [Fact]
    public void Program_NotOnThePath_IsNotFound() => Assert.Null(Programs.Find(_folder.FullName, "node", "python3"));

    [Fact]
    public void Code_NotOnThisMachine_SaysWhatToDo()
    {
        var command = Runtimes.CommandFor(LambdaHost.Function with { CodeFolder = null }, ImmutableDictionary<string, string>.Empty);

        Assert.StartsWith("The code of websocket-send isn't on this machine.", Assert.IsType<RuntimeCommand.Missing>(command).Reason);
    }

    [Fact]
    public void Command_Empty_IsMissing() => Assert.Contains("is empty", Assert.IsType<RuntimeCommand.Missing>(For("provided", " ")).Reason);

    public void Dispose() => _folder.Delete(recursive: true);

    private RuntimeCommand For(string runtime, string? command = null)
    {
        var run = ImmutableDictionary<string, string>.Empty;
        var function = LambdaHost.Function with { Runtime = runtime, CodeFolder = _folder.FullName };
        return Runtimes.CommandFor(function, command is null ? run : run.Add(LambdaHost.Name, command));
    }
}
