using Chat.AppHost.Backends;
using Microsoft.Extensions.Configuration;

namespace Chat.AppHost.Tests.Backends;

public sealed class BackendTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Embedded")]
    [InlineData("embedded")]
    public void Read_NothingOrEmbedded_IsTheEmbeddedOne(string? value) => Assert.IsType<Backend.Embedded>(Read(("Chat:Backend", value)));

    [Fact]
    public void Read_Tables_AreAUrlOrRefused()
    {
        Assert.Equal(new Backend.Embedded(new Uri("https://127.0.0.1:9297")), Read(("Chat:Tables", "https://127.0.0.1:9297")));
        Assert.Contains("DynamoDB endpoint", Assert.IsType<Backend.Unknown>(Read(("Chat:Tables", "here"))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Aws_IsThePageAloneUnlessTheFunctionsAreLocal()
    {
        Assert.Equal(new Backend.Aws(AreFunctionsLocal: false), Read(("Chat:Backend", "Aws")));
        Assert.Equal(new Backend.Aws(AreFunctionsLocal: true), Read(("Chat:Backend", "aws"), ("Chat:Functions", "Local")));
    }

    [Theory]
    [InlineData("LocalStak")]
    [InlineData("docker")]
    public void Read_UnknownBackend_NamesTheThree(string value)
    {
        var problem = Assert.IsType<Backend.Unknown>(Read(("Chat:Backend", value))).Problem;

        Assert.Contains(value, problem, StringComparison.Ordinal);
        Assert.All(["Embedded", "LocalStack", "Aws"], name => Assert.Contains(name, problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_UnknownPlaceOfTheFunctions_NamesBoth() => Assert.Contains(
        "Local", Assert.IsType<Backend.Unknown>(Read(("Chat:Backend", "Aws"), ("Chat:Functions", "here"))).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Read_LocalStackWithoutToken_IsTheLastFreeReleaseForTheTableAlone(string? token)
    {
        var backend = Assert.IsType<Backend.LocalStack>(Read(("Chat:Backend", "LocalStack"), ("LOCALSTACK_AUTH_TOKEN", token)));

        Assert.Equal((null, "4.14.0"), (backend.Token, backend.Tag));
        Assert.Contains("serves the table, the emulator the WebSocket API and the functions", backend.Announcement, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LocalStackWithToken_HasTheWholeStackAndNeverShowsTheToken()
    {
        var backend = Assert.IsType<Backend.LocalStack>(Read(("Chat:Backend", "LocalStack"), ("LOCALSTACK_AUTH_TOKEN", "ls-secret")));

        Assert.Equal("ls-secret", backend.Token);
        Assert.NotEqual("latest", backend.Tag);
        Assert.NotEqual("4.14.0", backend.Tag);
        Assert.Contains("whole stack", backend.Announcement, StringComparison.Ordinal);
        Assert.DoesNotContain("ls-secret", backend.Announcement + backend, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_OfThePlainStart_AreItsOwnArgumentsAndLeaveTheEmulatorsAlone()
    {
        var settings = PlainStart.Settings(["--plain", "--Chat:Backend=Aws", "--port", "0", "--Chat:Functions=Local"], out var rest);

        Assert.Equal(new Backend.Aws(AreFunctionsLocal: true), Backend.Read(settings));
        Assert.Equal(["--port", "0"], rest);
    }

    private static Backend Read(params (string Key, string? Value)[] settings) => Backend.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
        .Build());
}
