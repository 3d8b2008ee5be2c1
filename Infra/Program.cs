using Amazon.CDK;
using Chat.Infra;
using Environment = System.Environment;

// Run by `cdk` and by the build alike. Both say where to write and what the context is by CDK_OUTDIR and CDK_CONTEXT_JSON; the second is
// read by the CDK itself.
if (!NodeJs.Starts())
{
    Console.Error.WriteLine("Node.js 20 or later is needed: the CDK runs on it, and there is no 'node' on the PATH.");
    return 1;
}

NodeJs.SilenceVersionWarnings();
var app = new App(new AppProps
{
    Outdir = Environment.GetEnvironmentVariable("CDK_OUTDIR") ?? "cdk.out",

    // The template says what is deployed and nothing else, so that it is the same everywhere.
    AnalyticsReporting = false,
    TreeMetadata = false,
});

if (FunctionsPackage.Find(app, out var problem) is not { } package)
{
    Console.Error.WriteLine(problem);
    return 1;
}

if (ChatSettings.Read(app, out problem) is not { } settings)
{
    Console.Error.WriteLine(problem);
    return 1;
}

_ = new ChatStack(app, "Chat", package, settings);
app.Synth();
return 0;
