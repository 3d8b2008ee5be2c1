using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Emulator.LiveConsole;

/// <summary>What a change in the console needs: a secret of this start, shown in its report alone; or one that was given, shown nowhere.</summary>
internal sealed class ConsoleToken(string? given)
{
    private const string Scheme = "Bearer ";

    public string Value { get; } = string.IsNullOrEmpty(given) ? RandomNumberGenerator.GetHexString(32, lowercase: true) : given;

    /// <summary>True when the request brings the token, in its header or its cookie.</summary>
    public bool IsIn(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? IsSame(header[Scheme.Length..].Trim())
            : IsSame(request.Cookies[CookieName(request.HttpContext)]);

    /// <summary>In constant time, whatever is given.</summary>
    public bool IsSame(string? text) => text is not null && CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(text)), SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    public void SetCookie(HttpContext context) => context.Response.Cookies.Append(CookieName(context), Value, new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = ConsolePage.Path,
    });

    // Cookies don't know ports: two emulators would take each other's away.
    private static string CookieName(HttpContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"emulator-console-{context.Connection.LocalPort}");
}
