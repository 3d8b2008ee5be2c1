using Chat.Emulator.Host.Starters;
using Chat.Emulator.Host.Terminal;

namespace Chat.Emulator.Tests.Host.Terminal;

public sealed class NewCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("new-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public static TheoryData<string> Kinds => [.. Starter.All.Select(starter => starter.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void New_IntoAFolderThatIsNotThere_WritesTheStackAndSaysWhatIsNext(string kind)
    {
        var folder = Path.Combine(_folder.FullName, "chat");

        Assert.Equal(0, NewCommand.Run(Starter.All.Single(starter => starter.Name == kind), folder, _output, _errors));

        Assert.True(File.Exists(Path.Combine(folder, "template.yaml")));
        Assert.True(File.Exists(Path.Combine(folder, "README.md")));
        Assert.DoesNotContain("EMULATOR_VERSION", string.Concat(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText)));
        Assert.Contains($"cd {folder}", _output.ToString());
    }

    [Fact]
    public void New_WhereAFileIsAlready_WritesNothingAndNamesIt()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "README.md"), "mine");

        Assert.Equal(1, NewCommand.Run(Starter.All[0], _folder.FullName, _output, _errors));

        Assert.Equal("mine", File.ReadAllText(Assert.Single(Directory.GetFileSystemEntries(_folder.FullName))));
        Assert.Contains("README.md is there already", _errors.ToString());
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _errors.Dispose();
    }
}
