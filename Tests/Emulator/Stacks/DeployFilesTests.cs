using Chat.Emulator.Host.Terminal;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Stacks;

/// <summary>Files with parameters and variables, in the formats that people have.</summary>
public sealed class DeployFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("p.json", """[{"ParameterKey": "Stage", "ParameterValue": "dev"}, {"ParameterKey": "Count", "ParameterValue": 3, "UsePreviousValue": false}]""")]
    [InlineData("p.json", """{"Parameters": {"Stage": "dev", "Count": "3"}, "Tags": {"a": "b"}}""")]
    [InlineData("p.json", """{"Stage": "dev", "Count": 3}""")]
    [InlineData("p.json", """["Stage=dev", "Count=3"]""")]
    [InlineData("p.env", "# for this machine\nStage=dev\n\nCount=3\n")]
    [InlineData("p.txt", "Stage=dev Count=3")]
    [InlineData("p.txt", "ParameterKey=Stage,ParameterValue=dev ParameterKey=Count,ParameterValue=3")]
    [InlineData("samconfig.toml", "version = 0.1\n[default.deploy.parameters]\nstack_name = \"chat\"\nparameter_overrides = \"Stage=\\\"dev\\\" Count=3\"\n")]
    [InlineData("samconfig.toml", "[default.deploy.parameters]\nparameter_overrides = [\n  \"Stage=dev\",\n  'Count=3',\n]\n")]
    public void ReadParameters_AnyFormat_GivesTheValues(string name, string text) => Assert.Equal(
        [KeyValuePair.Create("Count", "3"), KeyValuePair.Create("Stage", "dev")],
        DeployFiles.ReadParameters(_folder.Write(name, text)).OrderBy(parameter => parameter.Key, StringComparer.Ordinal));

    [Fact]
    public void ReadParameters_ValueWithBlanksAndCommas_IsWhole() => Assert.Equal(
        [KeyValuePair.Create("Origins", "https://a, https://b"), KeyValuePair.Create("Ids", "a,b")],
        DeployFiles.ReadParameters(_folder.Write("p.env", "Origins=\"https://a, https://b\"\nIds=a,b")));

    [Theory]
    [InlineData("[1")]
    [InlineData("""[{"Key": "Stage"}]""")]
    [InlineData("no assignment")]
    public void ReadParameters_NoneOfThem_SaysSo(string text) =>
        Assert.Throws<FormatException>(() => DeployFiles.ReadParameters(_folder.Write("p.json", text)).ToArray());

    [Fact]
    public void ReadVariables_FormatOfSamLocal_GivesThoseOfEachFunctionAndOfAll() => Assert.Equal(
        [
            KeyValuePair.Create(new VariableName("hello", "TOKEN"), "secret"),
            KeyValuePair.Create(new VariableName("hello", "COUNT"), "3"),
            KeyValuePair.Create(new VariableName(null, "STAGE"), "dev"),
        ],
        DeployFiles.ReadVariables(_folder.Write("env.json", """{"hello": {"TOKEN": "secret", "COUNT": 3}, "Parameters": {"STAGE": "dev"}}""")));

    [Theory]
    [InlineData("hello.TOKEN=a=b", "hello", "TOKEN", "a=b")]
    [InlineData("my.function.TOKEN=", "my.function", "TOKEN", "")]
    public void VariableOf_FunctionAndName_AreSplitAtTheLastDot(string text, string function, string name, string value) =>
        Assert.Equal(KeyValuePair.Create(new VariableName(function, name), value), DeployFiles.VariableOf(text));

    [Theory]
    [InlineData("TOKEN=x")]
    [InlineData("hello.=x")]
    [InlineData("hello.TOKEN")]
    public void VariableOf_SomethingElse_IsNull(string text) => Assert.Null(DeployFiles.VariableOf(text));
}
