using System.Buffers.Text;

namespace Chat.Emulator.Http;

/// <summary>Mints ids in API Gateway's format: 11 random bytes as base64url with its padding, such as <c>PbTkjcISoAMCJNQ=</c>.</summary>
internal static class GatewayId
{
    public const int Length = 16;

    private const int Bytes = 11;

    public static string Mint() => string.Create(Length, 0, static (text, _) =>
    {
        Span<byte> random = stackalloc byte[Bytes];
        RandomBytes.Fill(random);
        Base64Url.EncodeToChars(random, text);
        text[^1] = '=';
    });
}
