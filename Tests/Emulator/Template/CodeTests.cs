using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Template;

/// <summary>Where a function's code is: local paths and code in the template.</summary>
public sealed class CodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Code_IsAFolder_FromTheTemplatesFolder()
    {
        _folder.Write("src/index.js", "");

        Assert.Equal(Path.Combine(_folder.Path, "src"), Read("./src").CodeFolder);
    }

    [Theory]
    [InlineData("app.zip")]
    [InlineData("app.jar")]
    public void Code_IsAnArchive_IsLeftToBeUnpacked(string name)
    {
        var archive = _folder.Write(name, "PK");

        Assert.Equal((archive, null), (Read(name).CodeArchive, Read(name).CodeFolder));
    }

    [Fact]
    public void Code_IsOneFile_IsRunWhereItIs()
    {
        _folder.Write("src/index.js", "");

        Assert.Equal(Path.Combine(_folder.Path, "src"), Read("src/index.js").CodeFolder);
    }

    [Fact]
    public void Code_IsInS3_IsNotHere() => Assert.Null(Read("s3://bucket/key.zip").CodeFolder);

    [Fact]
    public void Code_IsNowhere_IsNotHere() => Assert.Null(Read("./gone").CodeFolder);

    [Fact]
    public void InlineCode_OfNodeAndPython_IsKept() => Assert.Equal("exports.handler = 1;", Read("{ZipFile: 'exports.handler = 1;'}").InlineCode);

    [Theory]
    [InlineData("provided.al2023", "index.handler", "F.Code.ZipFile: only the nodejs and python runtimes take code in the template")]
    public void InlineCode_ThatAwsRefuses_IsRefused(string runtime, string handler, string problem) => Assert.Contains(
        problem, Assert.Throws<TemplateException>(() => Read("{ZipFile: x}", runtime, handler)).Message, StringComparison.Ordinal);

    [Fact]
    public void InlineCode_HandlerOfAnotherFile_IsKeptAndNamed()
    {
        var stack = ReadStack("{ZipFile: x}", "nodejs22.x", "app.handler");

        Assert.Equal("x", Assert.Single(stack.Functions).InlineCode);
        Assert.Contains("F.Handler: begins with 'app.'", Assert.Single(stack.Notes), StringComparison.Ordinal);
    }

    private Function Read(string code, string runtime = "nodejs22.x", string handler = "index.handler") =>
        Assert.Single(ReadStack(code, runtime, handler).Functions);

    private Stack ReadStack(string code, string runtime, string handler)
    {
        var template = $"Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: {runtime}\n      Code: {code}\n      Handler: {handler}\n";
        return CloudAssembly.Read(_folder.Write("template.yaml", template), Templates.Options);
    }
}
