using System.Collections.Immutable;
using Chat.Emulator.Iam;
using Chat.Emulator.Template;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Iam;

/// <summary>A stack of one function, <c>websocket-send</c>, whose role has the statements that a test gives it.</summary>
internal static class TestStack
{
    public const string Function = "websocket-send";

    public const string CallerArn = $"arn:aws:sts::000000000000:assumed-role/SendRole/{Function}";

    public static readonly TemplateContext Template = new("eu-west-1");

    public static Stack With(params PolicyStatement[] statements) => new()
    {
        Context = Template,
        Apis = [],
        Functions =
        [
            new Function
            {
                LogicalId = "Send",
                Name = Function,
                Arn = $"arn:aws:lambda:eu-west-1:000000000000:function:{Function}",
                RoleArn = "arn:aws:iam::000000000000:role/SendRole",
                Qualifiers = ImmutableDictionary<string, string>.Empty.Add("live", "7"),
                Runtime = "provided.al2023",
                Handler = Function,
                Timeout = TimeSpan.FromSeconds(3),
                MemorySizeInMB = 128,
                Environment = ImmutableDictionary<string, string>.Empty,
                CodeFolder = null,
            },
        ],
        Tables = [],
        NotRun = [],
        Roles = [new Role { LogicalId = "SendRole", Name = "SendRole", Arn = "arn:aws:iam::000000000000:role/SendRole", Statements = [.. statements] }],
    };

    public static PolicyStatement Allow(string action, string resource) => new() { Allows = true, Actions = [action], Resources = [resource] };

    public static PolicyStatement Deny(string action, string resource) => Allow(action, resource) with { Allows = false };

    /// <summary>On the clock of the wall, because SDKs sign by it.</summary>
    public static AccessControl Access(CallerCredentials credentials) =>
        new(credentials, Template, TimeProvider.System, NullLogger<AccessControl>.Instance);

    public static Credential Credential(this CallerCredentials credentials, Stack stack) => credentials.Of(stack.Functions[0]);
}
