using System.Diagnostics;

namespace Chat.ServiceDefaults;

/// <summary>
/// X-Ray's header, <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>, from and to a W3C context. Both
/// have 16 bytes for the trace and 8 for the span, so nothing is lost either way.
/// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
/// </summary>
public static class XRayTraceHeader
{
    /// <summary>The HTTP header's name. Lambda Runtime API and functions have the same text under other names.</summary>
    public const string Name = "X-Amzn-Trace-Id";

    // "1-" + 8 digits + "-" + 24 digits.
    private const int RootLength = 35;
    private const int TimeLength = 8;
    private const int TraceIdLength = 32;
    private const int SpanIdLength = 16;

    // AWS's own is 75 characters, about twice that with Lineage. Longer ones are nobody's.
    private const int MaxLength = 1024;

    /// <summary>Root, parent and sampling decision of a context.</summary>
    public static string Format(ActivityContext context)
    {
        var sampled = (context.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? '1' : '0';
        return $"{FormatRoot(context.TraceId)};Parent={context.SpanId.ToHexString()};Sampled={sampled}";
    }

    /// <summary>The root alone: <c>Root=1-5759e988-bd862e3fe1be46a994272793</c>.</summary>
    public static string FormatRoot(ActivityTraceId traceId)
    {
        var digits = traceId.ToHexString();
        return $"Root=1-{digits.AsSpan(0, TimeLength)}-{digits.AsSpan(TimeLength)}";
    }

    /// <summary>
    /// True for a text that can be handed on as this header: whoever sends it may put anything there, and the next one's HTTP refuses what
    /// isn't visible ASCII.
    /// </summary>
    public static bool IsUsable(ReadOnlySpan<char> header) =>
        header.Length is > 0 and <= MaxLength && !header.ContainsAnyExceptInRange(' ', '~');

    /// <summary>
    /// True when the header has a root and a parent that W3C can say too. Fields it doesn't know, such as <c>Lineage</c>, are passed over;
    /// no <c>Sampled</c>, or one not decided yet (<c>?</c>), counts as not sampled.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> header, out ActivityContext context)
    {
        context = default;
        if (header.Length > MaxLength)
        {
            return false;
        }

        Span<char> traceId = stackalloc char[TraceIdLength];
        Span<char> spanId = stackalloc char[SpanIdLength];
        var hasRoot = false;
        var hasParent = false;
        var flags = ActivityTraceFlags.None;
        foreach (var range in header.Split(';'))
        {
            var field = header[range].Trim();
            if (field.StartsWith("Root=", StringComparison.OrdinalIgnoreCase))
            {
                hasRoot = TryReadRoot(field["Root=".Length..], traceId);
            }
            else if (field.StartsWith("Parent=", StringComparison.OrdinalIgnoreCase))
            {
                hasParent = TryReadHex(field["Parent=".Length..], spanId);
            }
            else if (field.StartsWith("Sampled=", StringComparison.OrdinalIgnoreCase))
            {
                flags = field["Sampled=".Length..] is "1" ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
            }
        }

        if (!hasRoot || !hasParent)
        {
            return false;
        }

        context = new ActivityContext(ActivityTraceId.CreateFromString(traceId), ActivitySpanId.CreateFromString(spanId), flags, isRemote: true);
        return true;
    }

    private static bool TryReadRoot(ReadOnlySpan<char> root, Span<char> traceId) =>
        root.Length == RootLength
        && root.StartsWith("1-", StringComparison.Ordinal)
        && root[2 + TimeLength] == '-'
        && TryReadHex(root.Slice(2, TimeLength), traceId[..TimeLength], mayBeZero: true)
        && TryReadHex(root[(3 + TimeLength)..], traceId[TimeLength..], mayBeZero: true)
        && traceId.ContainsAnyExcept('0');

    private static bool TryReadHex(ReadOnlySpan<char> text, Span<char> digits, bool mayBeZero = false)
    {
        if (text.Length != digits.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }

            // W3C knows small letters only.
            digits[i] = char.ToLowerInvariant(text[i]);
        }

        return mayBeZero || digits.ContainsAnyExcept('0');
    }
}
