namespace Chat.Packages.Tests;

/// <summary>
/// The packages of AWS Lambda in projects that the tests make. On a feed that lacks them, and so also lacks ours that stand on them, the projects compile
/// against this build's stand-ins instead: their sources are what people get, their packages aren't.
/// </summary>
internal static class LambdaPackages
{
    public static async Task ReplaceMissingAsync(string folder)
    {
        if (PackageFeed.HasLambdaPackages)
        {
            return;
        }

        string[] names = [.. Directory.GetDirectories(Path.Combine(PackageFeed.RepositoryRoot, "eng", "standins")).Select(path => Path.GetFileName(path))];
        var references = names.Append("Chat.SignalR").Select(name => Path.Combine(PackageFeed.Output(name), $"{name}.dll"));
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.targets"), $"""
            <Project>
              <ItemGroup>
                <PackageReference Remove="AWSSDK.DynamoDBv2;{string.Join(';', names)};LambdaSignalR" />
                <PackageReference Include="AWSSDK.DynamoDBv2" Version="{PackageFeed.DynamoDbVersion}" />
                <Reference Include="{string.Join(';', references)}" />
              </ItemGroup>
            </Project>
            """);
    }
}
