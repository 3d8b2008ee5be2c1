// The map of the system, for .NET Aspire. Where the package feed has no Aspire, PlainProgram.cs is compiled in its place.
using Chat.AppHost;
using Chat.AppHost.Backends;
using Chat.AppHost.Map;
using Chat.AppHost.Page;
using Microsoft.Extensions.Configuration;

if (args is [PageServer.Option])
{
    return await PageServer.RunAsync();
}

if (args.Contains(PlainStart.Option))
{
    return await PlainStart.RunAsync(args);
}

var builder = DistributedApplication.CreateBuilder(args);
var backend = Backend.Read(builder.Configuration);

// Region and profile, for what is on AWS or would be; only Chat:Backend=Aws calls it.
var aws = builder.AddAWSSDKConfig()
    .WithRegion(builder.Configuration["AWS_REGION"] ?? "us-east-1")
    .WithSdkValidation(backend is Backend.Aws);

// The page, which is told where the WebSocket API is.
var page = builder.AddPage("page");

switch (backend)
{
    case Backend.LocalStack { Token: { } token } localStack:
        // The whole stack, deployed by the CDK into LocalStack.
        page.WithReference(builder.AddLocalStack("localstack", localStack.Tag, token).WithStack(aws));
        break;
    case Backend.LocalStack localStack:
        // LocalStack has the table; the emulator the API and the functions.
        var tables = builder.AddLocalStack("localstack", localStack.Tag, token: null);
        page.WithApi(AddApi().WithTables(tables.GetEndpoint(LocalStackBuilderExtensions.EndpointName)).WaitFor(tables));
        break;
    case Backend.Aws { AreFunctionsLocal: true }:
        // The deployed stack has the table; the emulator the API and the functions.
        page.WithApi(AddApi().WithTablesOnAWS());
        break;
    case Backend.Aws:
        // Everything is deployed; the stack's outputs say where.
        page.WithStack(builder.AddAWSCloudFormationStack("chat", StackOutputs.StackName).WithReference(aws));
        break;
    case Backend.Embedded:
        // Nothing but this machine.
        page.WithApi(AddApi().WithTableServer("websocket-tables"));
        break;
    case Backend.Unknown(var problem):
        await Console.Error.WriteLineAsync(problem);
        return 2;
}

return await builder.RunAsync(backend);

// What Infra has synthesized: routes, stage, functions and table are the template's alone. Each function is a resource of its own.
IResourceBuilder<WebSocketApiEmulatorResource> AddApi() => builder
    .AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, builder.Configuration.GetValue("port", 4510))
    .WithReference(aws)
    .WithFunctions<Projects.Chat_Functions>(function => function.WithReference(aws));
