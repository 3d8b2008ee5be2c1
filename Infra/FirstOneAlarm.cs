using Amazon.CDK.AWS.CloudWatch;
using Constructs;

namespace Chat.Infra;

/// <summary>Goes off at the first one in five minutes of what should never be. Whom it tells is for the account to say: it has no action.</summary>
internal sealed class FirstOneAlarm(Construct scope, string id, string description, IMetric metric) : Alarm(scope, id, new AlarmProps
{
    AlarmDescription = description,
    Metric = metric,
    Threshold = 1,
    EvaluationPeriods = 1,
    ComparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,

    // Nobody writes: nothing is lost.
    TreatMissingData = TreatMissingData.NOT_BREACHING,
});
