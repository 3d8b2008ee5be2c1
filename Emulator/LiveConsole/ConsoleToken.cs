using System.Security.Cryptography;
using System.Text;

namespace Chat.Emulator.LiveConsole;

/// <summary>What a change in the console needs: a secret of this start, shown in its report alone; or one that was given, shown nowhere.</summary>
/// <remarks>
/// Never a cookie: cookies don't know ports, so the browser would hand it to every program that answers on the same address. The page keeps it
/// in the storage of its own origin, of which the port is a part.
/// </remarks>
internal sealed class ConsoleToken(string? given)
{
    private const string Scheme = "Bearer ";

    public string Value { get; } = string.IsNullOrEmpty(given) ? RandomNumberGenerator.GetHexString(32, lowercase: true) : given;

    /// <summary>True when the request brings the token.</summary>
    public bool IsIn(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && IsSame(header[Scheme.Length..].Trim());

    /// <summary>In constant time, whatever is given.</summary>
    public bool IsSame(string? text) => text is not null && CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(text)), SHA256.HashData(Encoding.UTF8.GetBytes(Value)));
}
