using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.Logs;
using Constructs;

namespace Chat.Infra;

/// <summary>
/// Goes off when messages don't reach somebody who is connected: <c>sendMessage</c> answers its sender and counts such failures in its log line
/// <c>broadcast: … {Failed} failed …</c>, so that none of them shows in Lambda's own Errors. Whom it tells is for the account to say: it has no action.
/// </summary>
internal sealed class UndeliveredAlarm : Construct
{
    public UndeliveredAlarm(Construct scope, string id, ILogGroup log)
        : base(scope, id)
    {
        var undelivered = new MetricFilter(this, "Filter", new MetricFilterProps
        {
            LogGroup = log,
            FilterPattern = FilterPattern.NumberValue("$.Failed", ">", 0),
            MetricNamespace = "Chat",
            MetricName = "Undelivered",
            MetricValue = "$.Failed",
        });
        _ = new FirstOneAlarm(
            this,
            "Alarm",
            "Messages did not reach everybody who was connected: see websocket-send's log for the reasons.",
            undelivered.Metric(new MetricOptions { Statistic = "Sum", Period = Duration.Minutes(5) }));
    }
}
