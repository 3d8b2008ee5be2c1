using Chat.AppHost.Backends;
using Chat.AppHost.Page;
using Microsoft.Extensions.Configuration;

namespace Chat.AppHost.Map;

/// <summary>The map of the system: what runs, on what, and who is told of whom.</summary>
internal static class ChatMap
{
    /// <returns>What the backend lacks, for a person. Null: the map is complete.</returns>
    public static string? AddChat(this IDistributedApplicationBuilder builder, Backend backend)
    {
        var aws = OnAws.Read(builder, backend);
        if (SignIn.IsWanted(builder.Configuration) is not { } signIn)
        {
            return SignIn.Problem(builder.Configuration);
        }

        var assembly = signIn ? BuildOutput.SignInAssembly : BuildOutput.CloudAssembly;

        // The page, which is told where the WebSocket API is.
        var page = builder.AddPage("page");
        if (signIn)
        {
            page.WithEnvironment(SignIn.AssemblyVariable, assembly);
        }

        switch (backend)
        {
            case Backend.LocalStack { Token: not null } or Backend.Aws { AreFunctionsLocal: false } when signIn:
                return $"{SignIn.Setting} is for an API that runs here: a stack that is deployed asks for the tokens it was deployed for.";
            case Backend.LocalStack { Token: { } token } localStack:
                // The whole stack, deployed by the CDK into LocalStack.
                page.WithReference(builder.AddLocalStack("localstack", localStack.Tag, token).WithStack(aws.Region));
                return null;
            case Backend.LocalStack localStack:
                // LocalStack has the table; the emulator the API and the functions.
                var tables = builder.AddLocalStack("localstack", localStack.Tag, token: null);
                page.WithApi(AddApi().WithTables(tables.GetEndpoint(LocalStackBuilderExtensions.EndpointName)).WaitFor(tables));
                return null;
            case Backend.Aws { AreFunctionsLocal: true }:
                // The deployed stack has the table; the emulator the API and the functions.
                page.WithApi(AddApi().WithTablesOnAWS());
                return null;
            case Backend.Aws:
                // Everything is deployed; the stack's outputs say where.
                return aws.Connect(page);
            case Backend.Embedded { Tables: { } address }:
                // Somebody else's DynamoDB has the table; the emulator the API and the functions.
                page.WithApi(AddApi().WithTables(address));
                return null;
            case Backend.Embedded:
                // Nothing but this machine. What is only here, and not on AWS, is in a group of its own.
                var local = builder.AddGroup("local");
                page.WithApi(AddApi().WithTableServer("websocket-tables", configure: server => server.WithParentRelationship(local)));
                return null;
            case Backend.Unknown(var problem):
                return problem;
            case var other:
                throw new InvalidOperationException($"A backend that is on no map: {other}");
        }

        // What Infra has synthesized: routes, stage, functions and table are the template's alone. Each function is a resource of its own.
        IResourceBuilder<WebSocketApiEmulatorResource> AddApi() => aws.Configure(builder
            .AddAWSWebSocketApiEmulator("websocket-api", assembly, builder.Configuration.GetValue("port", 4510)))
            .WithFunctions<Projects.Chat_Functions>(function => aws.Configure(function));
    }
}
