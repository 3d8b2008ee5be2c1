using System.Text.Json.Serialization;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>What the client may call.</summary>
public class APIGatewayCustomAuthorizerPolicy
{
    [JsonPropertyName("Version")]
    public string Version { get; set; } = "2012-10-17";

#pragma warning disable CA1002, CA1034 // A List, and a nested type, as in the official package.
    [JsonPropertyName("Statement")]
    public List<IAMPolicyStatement> Statement { get; set; } = [];

    /// <summary>One rule of it.</summary>
    public class IAMPolicyStatement
    {
        [JsonPropertyName("Effect")]
        public string Effect { get; set; } = "Allow";

        [JsonPropertyName("Action")]
        public HashSet<string>? Action { get; set; }

        [JsonPropertyName("Resource")]
        public HashSet<string>? Resource { get; set; }
    }
#pragma warning restore CA1002, CA1034
}
