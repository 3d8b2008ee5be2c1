using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Amazon.Lambda.RuntimeSupport;

namespace Chat.LambdaHost;

/// <summary>Makes an invocation's <c>ILambdaContext</c>: https://docs.aws.amazon.com/lambda/latest/dg/csharp-context.html</summary>
internal sealed class Context(Type contract, object? serializer, LogWriter log)
{
    private readonly object? _logger = contract.GetProperty("Logger") is { } property ? Logger.Create(property.PropertyType, log) : null;

    public object Of(Invocation invocation) => ByName.Create(contract, (method, _) => method.Name switch
    {
        "get_AwsRequestId" => invocation.RequestId,
        "get_InvokedFunctionArn" => invocation.FunctionArn,
        "get_TraceId" => invocation.TraceId ?? "",
        "get_TenantId" => "",
        "get_RemainingTime" => invocation.Deadline - TimeProvider.System.GetUtcNow(),
        "get_Logger" => _logger,
        "get_Serializer" => serializer,
        "get_FunctionName" => Variable("AWS_LAMBDA_FUNCTION_NAME"),
        "get_FunctionVersion" => Variable("AWS_LAMBDA_FUNCTION_VERSION"),
        "get_LogGroupName" => Variable("AWS_LAMBDA_LOG_GROUP_NAME"),
        "get_LogStreamName" => Variable("AWS_LAMBDA_LOG_STREAM_NAME"),
        "get_MemoryLimitInMB" => int.TryParse(Variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : 0,
        "get_ClientContext" => Json(method.ReturnType, invocation.ClientContext),
        "get_Identity" => Json(method.ReturnType, invocation.CognitoIdentity),
        _ => null,
    });

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";

    // {"client":{"app_title":"…"},"custom":{…},"env":{…}}, {"cognitoIdentityId":"…","cognitoIdentityPoolId":"…"}: from AWS's mobile SDKs alone.
    private static object? Json(Type contract, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        using var document = JsonDocument.Parse(text);
        return Object(contract, document.RootElement.Clone());
    }

    private static object Object(Type contract, JsonElement json) => ByName.Create(contract, (method, _) => Member(method, json));

    private static object? Member(MethodInfo getter, JsonElement json)
    {
        var name = getter.Name["get_".Length..];
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().FirstOrDefault(member => IsMember(member.Name, name)) is not { Value: { ValueKind: not JsonValueKind.Undefined } value })
        {
            return null;
        }

        return getter.ReturnType == typeof(string) ? value.ToString()
            : getter.ReturnType.IsAssignableFrom(typeof(Dictionary<string, string>)) ? value.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.ToString())
            : Object(getter.ReturnType, value);
    }

    // "app_title" is AppTitle, "env" Environment, "cognitoIdentityId" IdentityId.
    private static bool IsMember(string json, string member) =>
        json.Replace("_", "", StringComparison.Ordinal) is var plain
        && (plain.Equals(member, StringComparison.OrdinalIgnoreCase)
            || plain.Equals("cognito" + member, StringComparison.OrdinalIgnoreCase)
            || (plain == "env" && member == "Environment"));
}
