using System.Diagnostics.CodeAnalysis;
using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

namespace Chat.LibraryFunctions;

/// <summary>One method for each shape that a handler may have.</summary>
public class Handlers
{
    private int _calls;

    public int Count(object ignored) => ++_calls;

    public static string Upper(string text) => text.ToUpperInvariant();

    public async Task<APIGatewayProxyResponse> ProxyAsync(APIGatewayProxyRequest request, ILambdaContext context)
    {
        await Task.Yield();
        context.Logger.LogInformation("{RouteKey} from {ConnectionId}", request.RequestContext!.RouteKey!, request.RequestContext.ConnectionId!);
        LambdaLogger.Log("by the static logger");
        Console.WriteLine("by the console");
        return new APIGatewayProxyResponse { StatusCode = 200, Body = $"{request.RequestContext.EventType} {request.Body}" };
    }

    public Stream Stream(Stream input)
    {
        using var reader = new StreamReader(input);
        return new MemoryStream(Encoding.UTF8.GetBytes(reader.ReadToEnd() + "!"));
    }

    public async Task<Stream> StreamAsync(Stream input, ILambdaContext context) => await Task.FromResult(Stream(input));

    public Dictionary<string, object?> Context(ILambdaContext context) => new()
    {
        ["name"] = context.FunctionName,
        ["arn"] = context.InvokedFunctionArn,
        ["memory"] = context.MemoryLimitInMB,
        ["logGroup"] = context.LogGroupName,
        ["left"] = context.RemainingTime.TotalSeconds,
        ["requestId"] = context.AwsRequestId,
        ["client"] = context.ClientContext,
        ["directory"] = Directory.GetCurrentDirectory(),
    };

    public void Nothing()
    {
    }

    public Task NothingAsync(ILambdaContext context) => Task.CompletedTask;

    public async Task<string> FailAsync(object ignored)
    {
        await Task.Yield();
        throw new InvalidOperationException("as it should");
    }

    [LambdaSerializer(typeof(CamelCaseLambdaJsonSerializer))]
    public Answer CamelCase(object ignored) => new("yes");

    public Answer PascalCase(object ignored) => new("yes");

    public string Overloaded(string one) => one;

    public int Overloaded(int one) => one;

    [SuppressMessage("Usage", "VSTHRD100", Justification = "Lambda refuses it, and so does the emulator.")]
    [SuppressMessage("Usage", "VSTHRD200", Justification = "Likewise.")]
    public async void AsyncVoid(object ignored) => await Task.Yield();

    public string Three(string one, string two, string three) => one + two + three;

    public sealed record Answer(string IsIt);
}

/// <summary>Takes its method from its base class, as generated handlers do.</summary>
public sealed class Derived : Handlers;

/// <summary>Can't be made.</summary>
public sealed class Broken
{
    public Broken() => throw new TimeoutException("no table");

    public string Handle(string text) => text;
}

/// <summary>Not for Lambda to make.</summary>
public sealed class NeedsSomething(string something)
{
    public string Handle(string text) => text + something;
}
