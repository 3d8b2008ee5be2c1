using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Chat.Infra;

/// <summary>
/// What posts to large rooms, slice by slice: a function that is invoked asynchronously, the queue of the slices that it could not post after all repetitions,
/// and the alarm that tells of them.
/// </summary>
internal sealed class LargeRooms : Construct
{
    public const string FunctionName = "websocket-broadcast";

    public LargeRooms(Construct scope, string id, Code functionsPackage, IReadOnlyDictionary<string, string> environment, double? reservedConcurrency)
        : base(scope, id)
    {
        // A slice holds what was said: encrypted, by TLS alone, and gone after four days, when nobody who was in the room then wants to hear it.
        var deadLetters = new Queue(this, "DeadLetters", new QueueProps
        {
            QueueName = "websocket-broadcast-dead-letters",
            Encryption = QueueEncryption.SQS_MANAGED,
            EnforceSSL = true,
            RetentionPeriod = Duration.Days(4),
            RemovalPolicy = RemovalPolicy.DESTROY,
        });
        Broadcast = new ChatFunction(this, "Broadcast", new ChatFunctionProps
        {
            FunctionName = FunctionName,
            Description = "Posts a slice of a call to a large room",
            Code = functionsPackage,
            Environment = environment,

            // Nobody waits for it. At its share of the account's posts, a thousand a second, this is a slice of 300,000.
            Timeout = Duration.Minutes(5),
            MemorySizeInMB = 512,
            ReservedConcurrency = reservedConcurrency,
            Async = new AsyncProps(deadLetters, MaxEventAge: Duration.Minutes(15), Retries: 2),
        });
        _ = new FirstOneAlarm(
            this,
            "Alarm",
            "Slices of messages did not reach everybody in a large room: they are in websocket-broadcast-dead-letters.",
            deadLetters.MetricApproximateNumberOfMessagesVisible(new MetricOptions { Statistic = "Maximum", Period = Duration.Minutes(5) }));
    }

    public ChatFunction Broadcast { get; }

    /// <summary>Lets a function hand slices over. By the name: the function itself hands over whom it did not reach, and can't refer to itself.</summary>
    public static void AllowHandingOver(ChatFunction function) => function.Allow(["lambda:InvokeFunction"], Stack.Of(function).FormatArn(new ArnComponents
    {
        Service = "lambda",
        Resource = "function",
        ResourceName = FunctionName,
        ArnFormat = ArnFormat.COLON_RESOURCE_NAME,
    }));
}
