using System.Security.Cryptography;

namespace Chat.Emulator.Iam.Signing;

/// <summary>What a secret gives for a day, region and service. Safe for parallel use.</summary>
internal sealed class SigningKey(byte[] value)
{
    // To set up a key takes longer than to sign with it, so it stays set up. Whoever comes meanwhile sets up another one.
    private IncrementalHash? _idle;

    /// <summary>Writes the signature of a text, 32 bytes.</summary>
    public void Sign(ReadOnlySpan<byte> text, Span<byte> signature)
    {
        var hash = Interlocked.Exchange(ref _idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, value);
        hash.AppendData(text);
        hash.GetHashAndReset(signature);
        Interlocked.Exchange(ref _idle, hash)?.Dispose();
    }
}
