using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One invocation, as its handler sees it.</summary>
internal sealed class LambdaContext(Invocation invocation, ILambdaLogger logger) : ILambdaContext
{
    public string AwsRequestId => invocation.RequestId;

    // Both come from AWS's SDKs for mobile devices alone.
    public IClientContext? ClientContext => null;

    public ICognitoIdentity? Identity => null;

    public string FunctionName => Variable("AWS_LAMBDA_FUNCTION_NAME");

    public string FunctionVersion => Variable("AWS_LAMBDA_FUNCTION_VERSION");

    public string InvokedFunctionArn => invocation.FunctionArn ?? "";

    public ILambdaLogger Logger => logger;

    public string LogGroupName => Variable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string LogStreamName => Variable("AWS_LAMBDA_LOG_STREAM_NAME");

    public int MemoryLimitInMB =>
        int.TryParse(Variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;

    public TimeSpan RemainingTime => invocation.Deadline - TimeProvider.System.GetUtcNow();

    public string TraceId => invocation.TraceId ?? "";

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
