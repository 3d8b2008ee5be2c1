using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One invocation, as its handler sees it.</summary>
internal sealed class LambdaContext(Invocation invocation, ILambdaLogger logger) : ILambdaContext
{
    public string AwsRequestId => invocation.RequestId;

    public ILambdaLogger Logger => logger;

    public TimeSpan RemainingTime => invocation.Deadline - TimeProvider.System.GetUtcNow();
}
