using System.Diagnostics;
using OpenTelemetry;

namespace Chat.Functions.Telemetry;

/// <summary>Leaves out the runtime client's own calls, the long wait for the next event above all: they belong to no invocation.</summary>
internal sealed class RuntimeApiSpans : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        if (data is { Kind: ActivityKind.Client, Parent: null, HasRemoteParent: false })
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
