using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Chat.Infra;

/// <summary>One of the chat's Lambda functions, with a log group and a role of its own.</summary>
internal sealed class ChatFunction : Construct
{
    public ChatFunction(Construct scope, string id, ChatFunctionProps props)
        : base(scope, id)
    {
        Log = new LogGroup(this, "Log", new LogGroupProps
        {
            LogGroupName = $"/aws/lambda/{props.FunctionName}",
            Retention = RetentionDays.ONE_WEEK,
            RemovalPolicy = RemovalPolicy.DESTROY,
        });

        // Not AWS's AWSLambdaBasicExecutionRole: that one may write to every log group of the account, and may create this
        // one anew when a last invocation logs after the stack has been destroyed.
        var role = new Role(this, "Role", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com") });
        Log.GrantWrite(role);

        Function = new Function(this, "Function", new FunctionProps
        {
            FunctionName = props.FunctionName,
            Description = props.Description,

            // All functions are one package; its bootstrap picks by the handler's name.
            Code = props.Code,
            Runtime = Runtime.PROVIDED_AL2023,
            Architecture = Architecture.X86_64,
            Handler = props.FunctionName,
            Role = role,
            LogGroup = Log,

            // Fields by name: what is counted of them (see UndeliveredAlarm) doesn't hang on a sentence's words.
            LoggingFormat = LoggingFormat.JSON,

            // Costs nothing that counts below 100,000 traces a month, and shows where a slow message was slow.
            Tracing = Tracing.ACTIVE,
            ReservedConcurrentExecutions = props.ReservedConcurrency,
            Timeout = props.Timeout,
            MemorySize = props.MemorySizeInMB,
            Environment = new Dictionary<string, string>(props.Environment),
            DeadLetterQueue = props.Async?.DeadLetters,
            MaxEventAge = props.Async?.MaxEventAge,
            RetryAttempts = props.Async?.Retries,
        });
    }

    public Function Function { get; }

    public LogGroup Log { get; }

    /// <summary>Adds one statement to the function's role: these actions on this resource, nothing that the CDK would add by itself.</summary>
    public void Allow(string[] actions, string resourceArn) =>
        Function.AddToRolePolicy(new PolicyStatement(new PolicyStatementProps { Actions = actions, Resources = [resourceArn] }));
}

/// <summary>What tells one of the chat's functions from the others.</summary>
internal sealed record ChatFunctionProps
{
    public required string FunctionName { get; init; }

    public required string Description { get; init; }

    public required Code Code { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required Duration Timeout { get; init; }

    public required int MemorySizeInMB { get; init; }

    /// <summary>How many instances at most, taken from the account's. Null: as many as the account has left.</summary>
    public double? ReservedConcurrency { get; init; }

    /// <summary>Of a function that is invoked asynchronously. Null: somebody always waits for it.</summary>
    public AsyncProps? Async { get; init; }
}

/// <summary>What becomes of events that fail.</summary>
internal sealed record AsyncProps(IQueue DeadLetters, Duration MaxEventAge, double Retries);
