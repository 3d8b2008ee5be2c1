using System.Collections.Immutable;
using Chat.AppHost.Backends;
using Chat.AppHost.Page;
using Chat.Emulator.Host.Terminal;
using Chat.Emulator.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Chat.AppHost;

/// <summary>The chat in one process, without Aspire: so it starts where the package feed has no Aspire, and with <c>--plain</c> anywhere.</summary>
internal static class PlainStart
{
    public const string Option = "--plain";

    private const string SettingOption = "--Chat:";

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken = default)
    {
        var settings = Settings(arguments, out var rest);
        if (SignIn.IsWanted(settings) is not { } signIn)
        {
            await Console.Error.WriteLineAsync(SignIn.Problem(settings));
            return 2;
        }

        if (signIn)
        {
            return await RunWithSignInAsync(Backend.Read(settings), rest, cancellationToken);
        }

        switch (Backend.Read(settings))
        {
            case Backend.Embedded { Tables: { } address }:
                return await RunEmulatorAsync(["--tables", address.AbsoluteUri, .. rest]);
            case Backend.Embedded:
                return await RunEmulatorAsync(rest);
            case Backend.Aws(AreFunctionsLocal: true):
                return await RunEmulatorAsync(["--tables", "aws", "--iam", "off", .. rest]);
            case Backend.Aws:
                return await RunPageAsync(settings[StackOutputs.FileSetting] ?? BuildOutput.StackOutputs, rest, cancellationToken);
            case Backend.LocalStack localStack:
                await Console.Error.WriteLineAsync(
                    await DockerDaemon.WhyNotAsync(DockerDaemon.DefaultAddress, TimeProvider.System, cancellationToken) ?? WhatIsMissing(localStack));
                return 2;
            case Backend.Unknown(var problem):
                await Console.Error.WriteLineAsync(problem);
                return 2;
            case var other:
                throw new InvalidOperationException($"A backend that nobody starts: {other}");
        }
    }

    /// <summary>The environment, and on top <c>--Chat:Backend=Aws</c> and the like; the other arguments are the emulator's.</summary>
    public static IConfiguration Settings(IEnumerable<string> arguments, out string[] rest)
    {
        var own = arguments.ToLookup(argument => argument.StartsWith(SettingOption, StringComparison.OrdinalIgnoreCase) && argument.Contains('=', StringComparison.Ordinal));
        rest = [.. own[false].Where(argument => argument != Option)];
        return new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. own[true]]).Build();
    }

    // The page is a server's of its own: it makes tokens.
    private static async Task<int> RunWithSignInAsync(Backend backend, string[] arguments, CancellationToken cancellationToken)
    {
        var port = new ConfigurationBuilder().AddCommandLine(arguments).Build().GetValue("port", EmulatorOptions.DefaultPort);
        if (backend is not Backend.Embedded { Tables: null } || port == 0)
        {
            await Console.Error.WriteLineAsync($"The plain start has {SignIn.Setting} with the embedded backend and a port that is known beforehand: leave {Backend.Setting} and --port 0 out.");
            return 2;
        }

        await using var page = await PageServer.StartAsync(new Uri($"ws://127.0.0.1:{port}/demo"), 0, SignIn.For(BuildOutput.SignInAssembly), cancellationToken);
        await Console.Out.WriteLineAsync($"  page       {page.Urls.Single()}/ (its sign-in is for development: any name will do)");
        return await RunEmulatorAsync(arguments, signIn: true);
    }

    private static Task<int> RunEmulatorAsync(string[] arguments, bool signIn = false)
    {
        // The functions are started as the portable build, not as the Linux bootstrap that goes to AWS: so they run, and can be
        // debugged, on every machine. `dotnet run` names its own host.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var run = $"\"{dotnet}\" \"{BuildOutput.Functions}\"";

        var preset = new EmulatorOptions
        {
            Assembly = signIn ? BuildOutput.SignInAssembly : BuildOutput.CloudAssembly,
            WebFolder = signIn ? null : BuildOutput.Web,
            Watch = true,
            Run = ImmutableDictionary<string, string>.Empty.Add(EmulatorOptions.EveryFunction, run),
        };
        return EmulatorCommand.RunAsync(
            arguments,
            preset,
            "Runs the chat on this machine: the table, the WebSocket API and the Lambda functions. --Chat:Backend=Embedded|LocalStack|Aws: on what.");
    }

    private static async Task<int> RunPageAsync(string outputs, string[] arguments, CancellationToken cancellationToken)
    {
        var port = new ConfigurationBuilder().AddCommandLine(arguments).Build().GetValue("port", EmulatorOptions.DefaultPort);
        var (url, problem) = StackOutputs.WebSocketUrl(outputs);
        if (url is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }

        await using var page = await PageServer.StartAsync(url, port, signIn: null, cancellationToken);
        await Console.Out.WriteLineAsync($"  page       {page.Urls.Single()}/\nready {url}");
        await page.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static string WhatIsMissing(Backend.LocalStack localStack) =>
        $"The plain start starts no containers: {Backend.Setting}=LocalStack is for the start under Aspire. "
        + $"To have the table in LocalStack all the same: docker run -p 4566:4566 localstack/localstack:{localStack.Tag}, and start this with --tables http://127.0.0.1:4566.";
}
