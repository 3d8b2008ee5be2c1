using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chat.EndToEnd.Tests.Identity;

/// <summary>Tokens that the stack with a sign-in takes: its template has the secret.</summary>
internal static class DevelopmentTokens
{
    private static readonly string Secret = ReadSecret();

    public static string Create(string name, TimeSpan? valid = null, string? secret = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var life = valid ?? TimeSpan.FromMinutes(5);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "chat-sign-in",
            Audience = "chat",
            IssuedAt = now + life - TimeSpan.FromHours(1),
            Expires = now + life,
            Claims = new Dictionary<string, object> { ["sub"] = $"user-{name}", ["name"] = name, ["jti"] = Guid.NewGuid().ToString("N") },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret ?? Secret)), SecurityAlgorithms.HmacSha256),
        });
    }

    private static string ReadSecret()
    {
        using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.SignInAssembly, "Chat.template.json")));
        return template.RootElement.GetProperty("Resources").EnumerateObject()
            .Where(resource => resource.Value.GetProperty("Type").GetString() == "AWS::Lambda::Function")
            .Select(function => function.Value.GetProperty("Properties").GetProperty("Environment").GetProperty("Variables"))
            .Single(variables => variables.TryGetProperty("TOKEN_SECRET", out _))
            .GetProperty("TOKEN_SECRET").GetString()!;
    }
}
