#pragma warning disable ASPIREPIPELINES001, ASPIREPIPELINES004 // For evaluation in 13.6: should they change, `aspire publish` has to follow, and nothing else.
using System.Diagnostics;
using System.Text.Json;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.AppHost.Publish;

/// <summary>
/// What <c>aspire publish</c> gives: the CDK's cloud assembly, with the functions' package that goes to AWS in it. The same as <c>cdk synth</c>; deploying it
/// is the CDK's too.
/// </summary>
internal static class CloudAssemblyStep
{
    private const string Name = "cloud-assembly";

    public static void AddCloudAssembly(this IDistributedApplicationBuilder builder) =>
        builder.Pipeline.AddStep(Name, SynthesizeAsync, requiredBy: WellKnownPipelineSteps.Publish);

    private static async Task SynthesizeAsync(PipelineStepContext context)
    {
        var output = Path.Combine(context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory(), "cdk.out");
        Directory.CreateDirectory(output);
        var infra = Path.GetFullPath(BuildOutput.Infra);
        var package = Path.Combine(Path.GetDirectoryName(output)!, "functions");

        await RunAsync(
            context,
            "Publishing the functions for linux-x64, native on Linux (two minutes) ...",
            infra,
            ["publish", "../Functions", "-c", "Release", "-r", "linux-x64", "-o", package]);
        await RunAsync(
            context,
            "Synthesizing the CDK app ...",
            infra,
            ["run", "--project", "Chat.Infra.csproj", "--property:SynthesizeAfterBuild=false"],
            new() { ["CDK_OUTDIR"] = output, ["CDK_CONTEXT_JSON"] = JsonSerializer.Serialize(new Dictionary<string, string> { ["functionsPackage"] = package }) });
        context.Summary.Add("Cloud assembly", output);
        context.Summary.Add("Deploy it", $"npx aws-cdk@2 deploy --app {output}");
    }

    private static async Task RunAsync(
        PipelineStepContext context, string what, string folder, string[] arguments, Dictionary<string, string>? variables = null)
    {
        await using var task = await context.ReportingStep.CreateTaskAsync(what, context.CancellationToken);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables ?? [])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(context.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(context.CancellationToken);
        try
        {
            await process.WaitForExitAsync(context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new DistributedApplicationException($"{what} It failed with exit code {process.ExitCode}: {await errors}{await output}");
        }

        await task.CompleteAsync(cancellationToken: context.CancellationToken);
    }
}
