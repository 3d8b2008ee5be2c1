using Chat.Emulator.Expressions.Mapping;

namespace Chat.Emulator.Template;

public abstract partial record RouteIntegration
{
    /// <summary>The function that is invoked. Null when none is.</summary>
    internal string? InvokedFunction => this switch
    {
        LambdaProxy proxy => proxy.FunctionName,
        Lambda function => function.FunctionName,
        _ => null,
    };

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

    /// <summary><c>HTTP</c> and <c>HTTP_PROXY</c>.</summary>
    /// <param name="Uri">May have <c>{parameters}</c> and <c>${stageVariables.name}</c>.</param>
    /// <param name="IsProxy">True when the answer's body is the route response as it is.</param>
    public sealed record Http(string Method, string Uri, bool IsProxy) : Mapped;

    /// <summary><c>MOCK</c>: no backend.</summary>
    public sealed record Mock : Mapped;
}
