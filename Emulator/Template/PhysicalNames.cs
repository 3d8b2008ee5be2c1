using System.Security.Cryptography;
using System.Text;

namespace Chat.Emulator.Template;

/// <summary>Names and ids that AWS would make up; here they are the same at every start.</summary>
internal static class PhysicalNames
{
    private const string LowerCase = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string UpperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int SuffixLength = 13;

    /// <summary>Such as <c>ChatStack-Connections-1XQ0C7PL9YB2M</c>, cut like CloudFormation's own where the service's limit asks for it.</summary>
    public static string Name(string stackName, string logicalId, int maxLength)
    {
        var room = maxLength - SuffixLength - 2;
        var logicalPart = Cut(logicalId, Math.Max(room - stackName.Length, room / 2));
        var stackPart = Cut(stackName, room - logicalPart.Length);
        return $"{stackPart}-{logicalPart}-{Hash(stackName, logicalId, SuffixLength, UpperCase)}";
    }

    /// <summary>Lower-case letters and digits, the first one a letter, as API Gateway's ids are.</summary>
    public static string Id(string stackName, string logicalId, int length)
    {
        var id = Hash(stackName, logicalId, length, LowerCase);
        return char.IsAsciiLetter(id[0]) ? id : $"{LowerCase[id[0] - '0']}{id[1..]}";
    }

    /// <summary>The value of an API key that the template gives none: 40 letters and digits, as API Gateway makes them.</summary>
    public static string ApiKey(string stackName, string logicalId) =>
        Hash(stackName, logicalId, 20, LowerCase) + Hash($"{stackName}/value", logicalId, 20, LowerCase);

    /// <summary>A UUID in text, as in a stack's id.</summary>
    public static string Uuid(string stackName) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(stackName)).AsSpan(0, 16)).ToString();

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static string Hash(string stackName, string logicalId, int length, string alphabet)
    {
        // A stack's name has no '/', so two pairs never read the same.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{stackName}/{logicalId}"));
        return string.Create(length, (digest, alphabet), static (text, state) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = state.alphabet[state.digest[i] % state.alphabet.Length];
            }
        });
    }
}
