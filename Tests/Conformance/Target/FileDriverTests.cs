namespace Chat.Conformance.Tests.Target;

/// <summary>The file that stands for a target which somebody else set up.</summary>
public sealed class FileDriverTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Read_FileOfTheReadme_SaysWhereEverythingIs()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Tests", "Conformance", "README.md"));
        await File.WriteAllTextAsync(_file, readme.Split("```json")[1].Split("```")[0]);
        var driver = FileDriver.Read(_file);
        Assert.Equal("localstack", driver.Name);
        Assert.Equal(TimeSpan.FromSeconds(2), driver.Silence);
        Assert.NotEmpty(driver.Untried[80]);

        await using var deployment = await driver.DeployAsync(CancellationToken.None);
        Assert.Equal("/_aws/execute-api/a1b2c3d4e5/main", deployment["main"].Connections.AbsolutePath);
        Assert.Equal(new Uri("http://127.0.0.1:4566/plain"), deployment["plain"].Connections);
        Assert.Equal("eu-west-1", deployment.Region);
    }

    [Theory]
    [InlineData("""{"name":"x","apis":{}}""", "apis has no 'main'")]
    [InlineData("""{"apis":{"main":{"url":"ws://x/main"}}}""", "'name'")]
    [InlineData("null", "it says nothing")]
    [InlineData("""{"name":"x","apis":{"main":{"url":"ws://x/main"}},"silence":3}""", "'silence'")]
    public async Task Read_FileThatIsNone_SaysWhy(string json, string why)
    {
        await File.WriteAllTextAsync(_file, json);
        Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => FileDriver.Read(_file)).Message, StringComparison.Ordinal);
    }
}
