using System.Collections.Immutable;

namespace Chat.Emulator.Gateway.Messages.Responses;

/// <summary>What a function's answer means as a proxy response: a closed set.</summary>
internal abstract record ProxyResponse
{
    private ProxyResponse()
    {
    }

    /// <summary>A well-formed response.</summary>
    /// <param name="StatusCode">Null when the function named none: that counts as 200.</param>
    /// <param name="Body">UTF-8, without JSON's escapes; empty when the function named none.</param>
    /// <param name="Headers">As the function wrote them; of a name with several values the first.</param>
    public sealed record Answer(
        int? StatusCode,
        ReadOnlyMemory<byte> Body,
        bool IsBase64Encoded,
        ImmutableArray<KeyValuePair<string, string>> Headers) : ProxyResponse
    {
        public string? FindHeader(string name)
        {
            foreach (var header in Headers)
            {
                if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return header.Value;
                }
            }

            return null;
        }
    }

    /// <summary><c>null</c>: the function returned nothing.</summary>
    public sealed record Nothing : ProxyResponse;

    /// <summary>Anything else, which AWS calls a malformed Lambda proxy response.</summary>
    public sealed record Malformed(string Why) : ProxyResponse;
}
