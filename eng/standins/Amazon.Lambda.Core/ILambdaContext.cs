namespace Amazon.Lambda.Core;

/// <summary>What the runtime knows about one invocation.</summary>
public interface ILambdaContext
{
    string AwsRequestId { get; }

    ILambdaLogger Logger { get; }

    TimeSpan RemainingTime { get; }
}
