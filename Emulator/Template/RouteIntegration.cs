using Chat.Emulator.Expressions.Mapping;

namespace Chat.Emulator.Template;

/// <summary>An <c>AWS::ApiGatewayV2::Integration</c>: a closed set, a case per integration type.</summary>
public abstract record RouteIntegration
{
    private RouteIntegration()
    {
    }

    /// <summary>How long the gateway waits, 50 ms to 29 s (the default).</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The role (<c>CredentialsArn</c>) as which the gateway calls. Null: as itself, by the function's resource-based policy.</summary>
    public string? CredentialsArn { get; init; }

    /// <summary>The function that is invoked. Null when none is.</summary>
    internal string? InvokedFunction => this switch
    {
        LambdaProxy proxy => proxy.FunctionName,
        Lambda function => function.FunctionName,
        _ => null,
    };

    /// <summary>As it is in a stage, whose variables the URI may name: <c>…:function:${stageVariables.function}/invocations</c>.</summary>
    internal RouteIntegration In(Stage stage) => this switch
    {
        LambdaProxy proxy when StageVariables.AreIn(proxy.FunctionName) => proxy with { FunctionName = Named(proxy.FunctionName, stage) },
        Lambda function when StageVariables.AreIn(function.FunctionName) => function with { FunctionName = Named(function.FunctionName, stage) },
        _ => this,
    };

    // The variable may be a whole ARN, or a name with an alias.
    private static string Named(string functionName, Stage stage) => Template.FunctionName.Parse(StageVariables.Replace(functionName, stage.Variables)).Name;

    /// <summary><c>AWS_PROXY</c>: a Lambda function gets the event and answers with a proxy response.</summary>
    public sealed record LambdaProxy(string FunctionName) : RouteIntegration;

    /// <summary>Every type but <c>AWS_PROXY</c>: parameters and templates map what goes to the backend and what comes back.</summary>
    public abstract record Mapped : RouteIntegration
    {
        private protected Mapped()
        {
        }

        internal RequestMapping Request { get; init; } = RequestMapping.None;

        internal ResponseMapping Responses { get; init; } = ResponseMapping.None;
    }

    /// <summary><c>AWS</c> with a Lambda function: it gets what the request template makes.</summary>
    public sealed record Lambda(string FunctionName) : Mapped;

    /// <summary><c>AWS</c> with an action of DynamoDB, such as <c>PutItem</c>, on the stack's tables.</summary>
    public sealed record TableAction(string Action) : Mapped;

    /// <summary><c>AWS</c> with a service that runs elsewhere: LocalStack, ElasticMQ, or AWS itself.</summary>
    public sealed record ServiceAction(ServiceCall Call, Uri Endpoint) : Mapped;

    /// <summary><c>HTTP</c> and <c>HTTP_PROXY</c>.</summary>
    /// <param name="Uri">May have <c>{parameters}</c> and <c>${stageVariables.name}</c>.</param>
    /// <param name="IsProxy">True when the answer's body is the route response as it is.</param>
    public sealed record Http(string Method, string Uri, bool IsProxy) : Mapped;

    /// <summary><c>MOCK</c>: no backend.</summary>
    public sealed record Mock : Mapped;

    /// <summary>What can't be called from here: the route fails, as it does on AWS while its backend is broken.</summary>
    /// <param name="Reason">What isn't here, in words.</param>
    public sealed record Unavailable(string Reason) : Mapped;
}
