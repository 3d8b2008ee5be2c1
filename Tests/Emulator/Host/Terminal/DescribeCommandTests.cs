using System.Text.Json;
using Chat.Contracts.CommandLine;
using Chat.Emulator.Host.Terminal;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Stacks;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Host.Terminal;

/// <summary><c>describe [STACK]</c>, which programs ask that start the emulator.</summary>
public sealed class DescribeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stack_ThatIsNamed_IsDescribedByItsNames()
    {
        _folder.Write("template.yaml", StackText.Echo());

        var (code, output, _) = await DescribeAsync(Path.Combine(_folder.Path, "template.yaml"), new DeployOptions { Account = "123456789012" });

        Assert.Equal(0, code);
        var description = JsonSerializer.Deserialize(output, DescriptionJson.Default.EmulatorDescription)!;
        Assert.Equal("123456789012", description.AccountId);
        Assert.True(File.Exists(Path.Combine(description.TableServer!, "start.mjs")));
        Assert.Equal(["dev"], description.Stack!.Stages);
        Assert.Equal(["template-Fn-YFF8G9KT5IQET"], description.Stack.Functions);
        Assert.Empty(description.Stack.Tables);
    }

    [Fact]
    public async Task Stack_NotNamed_LeavesTheEmulatorItself()
    {
        var (code, output, _) = await DescribeAsync(null, new DeployOptions());

        Assert.Equal(0, code);
        var description = JsonSerializer.Deserialize(output, DescriptionJson.Default.EmulatorDescription)!;
        Assert.Equal("000000000000", description.AccountId);
        Assert.Null(description.Stack);
    }

    [Fact]
    public async Task Stack_ThatCanNotBeRead_Is2AndSaysWhy()
    {
        var (code, output, errors) = await DescribeAsync(Path.Combine(_folder.Path, "gone"), new DeployOptions());

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("gone", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> DescribeAsync(string? assembly, DeployOptions options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await DescribeCommand.RunAsync(assembly, options, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
