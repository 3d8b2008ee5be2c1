using System.Diagnostics;
using Chat.ServiceDefaults;

namespace Chat.Emulator.Telemetry;

/// <summary>Who a request says it is made for.</summary>
internal static class CallerContext
{
    /// <summary>
    /// W3C's <c>traceparent</c>, which instrumented clients send, else X-Ray's header, which AWS SDKs in a Lambda function pass on by
    /// themselves. The default when neither is there, or can be read.
    /// </summary>
    public static ActivityContext Of(IHeaderDictionary headers)
    {
        if (ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var context))
        {
            return context;
        }

        return XRayTraceHeader.TryParse(headers[XRayTraceHeader.Name].ToString(), out context) ? context : default;
    }
}
