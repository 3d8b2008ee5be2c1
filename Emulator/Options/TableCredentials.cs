namespace Chat.Emulator.Options;

/// <summary>Keys for a DynamoDB that somebody else runs.</summary>
public sealed record TableCredentials(string AccessKeyId, string SecretAccessKey)
{
    private const string AccessKeyIdVariable = "EMULATOR_TABLES_ACCESS_KEY_ID";
    private const string SecretAccessKeyVariable = "EMULATOR_TABLES_SECRET_ACCESS_KEY";

    /// <summary>From the environment, for command lines can be read by other users of the machine. Null: not both are there.</summary>
    public static TableCredentials? FromEnvironment() =>
        Environment.GetEnvironmentVariable(AccessKeyIdVariable) is { Length: > 0 } id && Environment.GetEnvironmentVariable(SecretAccessKeyVariable) is { Length: > 0 } secret
            ? new(id, secret)
            : null;

    // A secret in a log is a secret lost.
    public override string ToString() => AccessKeyId;
}
