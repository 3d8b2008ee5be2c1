namespace Chat.Emulator.Iam;

/// <summary>A key to sign with, and whose it is.</summary>
/// <param name="SessionToken">What has to come with the signature. Null: a long-term key, which has none.</param>
internal sealed record Credential(string AccessKeyId, string SecretAccessKey, string? SessionToken, Caller Caller);
