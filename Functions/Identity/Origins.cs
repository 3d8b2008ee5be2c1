using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Functions.Identity;

/// <summary>
/// Pages that may connect. A browser says truthfully whose page it shows, so that another site can't use its visitors' sign-in; whoever is no browser says nothing,
/// or anything, and has nobody's sign-in.
/// </summary>
internal sealed class Origins
{
    private readonly HashSet<string>? _allowed;

    private Origins(HashSet<string>? allowed) => _allowed = allowed;

    /// <param name="list"><c>https://chat.example,https://www.chat.example</c>; null or empty: every page may.</param>
    public static Origins Read(string? list) => string.IsNullOrWhiteSpace(list)
        ? new Origins(null)
        : new Origins(new HashSet<string>(list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), StringComparer.OrdinalIgnoreCase));

    public bool Allows(APIGatewayProxyRequest connect) =>
        _allowed is null
        || connect.Headers?.FirstOrDefault(header => header.Key.Equals("Origin", StringComparison.OrdinalIgnoreCase)).Value is not { } origin
        || _allowed.Contains(origin);
}
