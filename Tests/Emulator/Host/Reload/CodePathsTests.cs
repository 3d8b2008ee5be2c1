using System.Collections.Immutable;
using Chat.Emulator.Host.Reload;
using Chat.Emulator.Tests.Lambda;

namespace Chat.Emulator.Tests.Host.Reload;

public sealed class CodePathsTests
{
    [Theory]
    [InlineData("dotnet bin/debug/Hello.dll", "bin/debug")]
    [InlineData("dotnet --roll-forward Major bin/Hello.dll", "bin")]
    [InlineData("node index.mjs", ".")]
    [InlineData("./out/hello --fast", "out")]
    public void Of_CommandThatNamesAFile_IsTheFilesFolder(string command, string expected)
    {
        var folder = Path.GetFullPath("/srv/app");
        var function = LambdaHost.Function with { CodeFolder = folder };

        var paths = CodePaths.Of(function, ImmutableDictionary<string, string>.Empty.Add(function.Name, command));

        Assert.Equal(Path.GetFullPath(expected, folder), Assert.Single(paths));
    }

    [Theory]
    [InlineData("npm start")]
    [InlineData(null)]
    public void Of_CommandThatNamesNone_IsTheCode(string? command)
    {
        var function = LambdaHost.Function;
        var run = command is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add(function.Name, command);

        Assert.Equal(function.CodeFolder, Assert.Single(CodePaths.Of(function, run)));
    }
}
