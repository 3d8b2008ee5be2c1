// The map of the system, for .NET Aspire. Where the package feed has no Aspire, PlainProgram.cs is compiled in its place.
using Chat.AppHost;
using Microsoft.Extensions.Configuration;

if (args.Contains(PlainStart.Option))
{
    return await PlainStart.RunAsync(args);
}

var builder = DistributedApplication.CreateBuilder(args);

// Where the stack would be; nothing of it calls AWS.
var aws = builder.AddAWSSDKConfig()
    .WithRegion(builder.Configuration["AWS_REGION"] ?? "us-east-1")
    .WithSdkValidation(false);

// What Infra has synthesized: routes, stage, functions and table are the template's alone. Each function is a resource of its own.
builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, builder.Configuration.GetValue("port", 4510))
    .WithReference(aws)
    .WithStaticFiles(BuildOutput.Web)
    .WithFunctions<Projects.Chat_Functions>();

await builder.Build().RunAsync();
return 0;
