namespace Amazon.Lambda.RuntimeSupport.Bootstrap;

/// <summary>Settings of the bootstrap.</summary>
public class LambdaBootstrapOptions
{
    /// <summary><c>host:port</c>, or <c>host:port/path</c>; without it AWS_LAMBDA_RUNTIME_API is read.</summary>
    public string? RuntimeApiEndpoint { get; set; }
}
