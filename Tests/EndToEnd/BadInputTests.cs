using System.Net;
using System.Net.Sockets;
using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests;

/// <summary>What is wrong is said once and clearly, the exit code tells, and nothing half-started is left.</summary>
public sealed class BadInputTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [LinuxFact]
    public async Task Emulator_UnknownOption_ExitsWith2AndSaysSo() =>
        await AssertFailsAsync(2, "--potr", Repository.CloudAssembly, "--potr", "1");

    [LinuxFact]
    public async Task Emulator_NoAssembly_ExitsWith2AndSaysSo() => await AssertFailsAsync(2, "assembly");

    [LinuxFact]
    public async Task Emulator_PortOutOfRange_ExitsWith2AndSaysSo() =>
        await AssertFailsAsync(2, "0 to 65535", Repository.CloudAssembly, "--port", "70000");

    [LinuxFact]
    public async Task Emulator_LimitsNeitherAwsNorOff_ExitsWith2AndSaysSo() =>
        await AssertFailsAsync(2, "'off'", Repository.CloudAssembly, "--limits", "no");

    [LinuxFact]
    public async Task Emulator_RunWithoutACommand_ExitsWith2AndSaysSo() =>
        await AssertFailsAsync(2, "FUNCTION=COMMAND", Repository.CloudAssembly, "--run", "websocket-send");

    [LinuxFact]
    public async Task Emulator_InvokeWithoutAUrl_ExitsWith2AndSaysSo() =>
        await AssertFailsAsync(2, "FUNCTION=URL", Repository.CloudAssembly, "--invoke", "websocket-send=here");

    [LinuxFact]
    public async Task Emulator_TablesOnAwsWithIam_ExitsWith2AndSaysSo() =>
        await AssertFailsAsync(2, "--iam off", Repository.CloudAssembly, "--tables", "aws");

    [LinuxFact]
    public async Task Emulator_TablesNeitherUrlNorAws_ExitsWith2AndSaysSo() =>
        await AssertFailsAsync(2, "here", Repository.CloudAssembly, "--tables", "here");

    [LinuxFact]
    public async Task Emulator_MissingAssembly_ExitsWith1AndNamesIt() => await AssertFailsAsync(1, "no-such-cdk.out", "no-such-cdk.out");

    // The README's own command: MSBuild would run it in the project's folder.
    [LinuxFact]
    public async Task Emulator_RelativePathsByDotnetRun_AreOfTheCallersFolder()
    {
        await using var emulator = RunningProcess.Start(
            Repository.Dotnet, "run", "--no-build", "-c", Repository.Configuration, "--project", "Emulator", "--", "some/relative/path");

        Assert.Equal(1, await emulator.WaitForExitAsync(Limit));
        Assert.Contains(Path.Combine(Repository.Root, "some", "relative", "path"), emulator.Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Emulator_RunForAFunctionThatTheTemplateLacks_ExitsWith1AndNamesIt() =>
        await AssertFailsAsync(1, "websocket-sned", Repository.CloudAssembly, "--port", "0", "--run", "websocket-sned=node x.mjs");

    [LinuxFact]
    public async Task Emulator_AttachedFunctionThatTheTemplateLacks_ExitsWith1AndNamesIt() =>
        await AssertFailsAsync(1, "--attached names the function websocket-sned", Repository.CloudAssembly, "--port", "0", "--attached", "websocket-sned");

    [LinuxFact]
    public async Task Emulator_UnresolvableReference_ExitsWith1AndNamesIt()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """
            {"Resources":{"Table":{"Type":"AWS::DynamoDB::Table","Properties":{"TableName":{"Ref":"Nowhere"},
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]}}}}
            """);
        await AssertFailsAsync(1, "Nowhere", file);
        File.Delete(file);
    }

    [LinuxFact]
    public async Task Emulator_PortTaken_ExitsWith1AndSaysByWhatAndOffersPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var output = await AssertFailsAsync(1, port, Repository.CloudAssembly, "--port", port);

        Assert.Contains($"process {Environment.ProcessId}", output, StringComparison.Ordinal);
        Assert.Contains("--port", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Emulator_NodeMissing_ExitsWith1AndNamesNode()
    {
        var dotnet = Path.GetDirectoryName(Environment.ProcessPath)!;
        await using var emulator = RunningProcess.StartWith(
            new Dictionary<string, string> { ["PATH"] = "/nowhere", ["DOTNET_ROOT"] = dotnet },
            FindDotnet(),
            Repository.Emulator,
            Repository.CloudAssembly,
            "--port",
            "0");
        Assert.Equal(1, await emulator.WaitForExitAsync(Limit));
        Assert.Contains("Node.js", emulator.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", emulator.Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Emulator_FunctionThatCannotStart_ExitsWith1AndShowsItsError()
    {
        var output = await AssertFailsAsync(
            1,
            "this is what it wrote",
            [Repository.CloudAssembly, "--port", "0", .. RunAll("node -e \"console.error('this is what it wrote');process.exit(3)\"")]);
        Assert.Contains("websocket-", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Emulator_FunctionCommandThatDoesNotExist_ExitsWith1AndNamesIt() =>
        await AssertFailsAsync(1, "no-such-program", [Repository.CloudAssembly, "--port", "0", .. RunAll("no-such-program --x")]);

    private static async Task<string> AssertFailsAsync(int exitCode, string message, params string[] arguments)
    {
        await using var emulator = RunningProcess.Start(Repository.Dotnet, [Repository.Emulator, .. arguments]);
        var actual = await emulator.WaitForExitAsync(Limit);
        await emulator.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(2));
        Assert.Contains(message, emulator.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", emulator.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, actual);
        return emulator.Output;
    }

    private static string[] RunAll(string command) => ["--run", $"{EmulatorOptions.EveryFunction}={command}"];

    private static string FindDotnet() => Path.IsPathRooted(Repository.Dotnet)
        ? Repository.Dotnet
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);
}
