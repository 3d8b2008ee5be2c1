using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chat.AppHost.Page;

/// <summary>
/// A sign-in for development: <c>POST /sign-in</c> with a name gives a token for it, no questions asked. The secret is the template's, made by the build and nowhere
/// but on this machine.
/// </summary>
internal sealed class SignIn
{
    /// <summary><c>--Chat:SignIn=true</c>: the API asks for a token, and the page gets one.</summary>
    public const string Setting = "Chat:SignIn";

    /// <summary>For the page's process: the cloud assembly whose authorizer is to take the tokens.</summary>
    public const string AssemblyVariable = "CHAT_SIGN_IN_ASSEMBLY";

    public const string Path = "/sign-in";

    private const int LongestName = 200;

    // Long enough for a handshake: each has a token of its own.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly string _issuer;
    private readonly string _audience;
    private readonly SigningCredentials _key;

    private SignIn(JsonElement variables)
    {
        _issuer = variables.GetProperty("TOKEN_ISSUER").GetString()!;
        _audience = variables.GetProperty("TOKEN_AUDIENCE").GetString()!;
        _key = new SigningCredentials(
            new SymmetricSecurityKey(Encoding.UTF8.GetBytes(variables.GetProperty("TOKEN_SECRET").GetString()!)), SecurityAlgorithms.HmacSha256);
    }

    /// <summary>Whether there is to be one; null, when the setting is no answer.</summary>
    public static bool? IsWanted(IConfiguration settings) => settings[Setting]?.ToUpperInvariant() switch
    {
        null or "" or "FALSE" => false,
        "TRUE" => true,
        _ => null,
    };

    public static string Problem(IConfiguration settings) => $"{Setting} is '{settings[Setting]}', and can be true or false (the default).";

    /// <summary>With the secret that the assembly's authorizer has.</summary>
    public static SignIn For(string assembly)
    {
        using var template = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(assembly, "Chat.template.json")));
        return new SignIn(template.RootElement.GetProperty("Resources").EnumerateObject()
            .Where(resource => resource.Value.GetProperty("Type").ValueEquals("AWS::Lambda::Function"))
            .Select(function => function.Value.GetProperty("Properties").GetProperty("Environment").GetProperty("Variables"))
            .Single(variables => variables.TryGetProperty("TOKEN_SECRET", out _)));
    }

    public async Task HandleAsync(HttpContext context)
    {
        // A page of somebody else's that has a name of this machine must not get one.
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Host.Host is not ("127.0.0.1" or "localhost") || context.Request.ContentLength > LongestName)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var name = (await reader.ReadToEndAsync(context.RequestAborted)).Trim();
        if (name.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(Create(name), context.RequestAborted);
    }

    /// <summary>Names that differ in case alone are one person's.</summary>
    public string Create(string name)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = _issuer,
            Audience = _audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Life,
            Claims = new Dictionary<string, object> { ["sub"] = $"development|{name.ToUpperInvariant()}", ["name"] = name },
            SigningCredentials = _key,
        });
    }
}
