using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Tests.Gateway.Messages.Integration;

/// <summary>Compares an event with a golden file: every member, their order, nothing more. Ids, trace and port are normalised.</summary>
internal static partial class GoldenEvent
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void AssertMatches(string goldenFile, JsonNode actual, int port)
    {
        var context = actual["requestContext"]!;
        var requestId = (string)context["requestId"]!;
        var text = actual.ToJsonString(Indented)
            .Replace(requestId, "{requestId}", StringComparison.Ordinal)
            .Replace((string)context["connectionId"]!, "{connectionId}", StringComparison.Ordinal)
            .Replace($":{port.ToString(CultureInfo.InvariantCulture)}\"", ":{port}\"", StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z0-9_-]{15}=$", requestId);
        Assert.Matches("^[A-Za-z0-9_-]{15}=$", (string)context["connectionId"]!);
        if (context["messageId"] is { } messageId)
        {
            Assert.Matches("^[A-Za-z0-9_-]{15}=$", (string)messageId!);
            text = text.Replace((string)messageId!, "{messageId}", StringComparison.Ordinal);
        }

        Assert.Equal(Read(goldenFile), Trace().Replace(text, "{trace}"));
    }

    private static string Read(string goldenFile)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(goldenFile)!;
        return JsonNode.Parse(stream)!.ToJsonString(Indented);
    }

    [GeneratedRegex("Root=1-[0-9a-f]{8}-[0-9a-f]{24}")]
    private static partial Regex Trace();
}
