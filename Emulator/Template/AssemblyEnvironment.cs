namespace Chat.Emulator.Template;

/// <summary>An artifact's <c>environment</c> in the manifest of a cloud assembly, such as <c>aws://111122223333/eu-west-1</c>.</summary>
/// <param name="Account">Null when the app leaves it to whoever deploys (<c>unknown-account</c>).</param>
/// <param name="Region">Null when the app leaves it to whoever deploys (<c>unknown-region</c>).</param>
internal sealed record AssemblyEnvironment(string? Account, string? Region)
{
    public static readonly AssemblyEnvironment Unknown = new(null, null);

    private const string Scheme = "aws://";

    public static AssemblyEnvironment Parse(string? text) =>
        text?.StartsWith(Scheme, StringComparison.Ordinal) == true && text[Scheme.Length..].Split('/') is [var account, var region]
            ? new AssemblyEnvironment(Known(account), Known(region))
            : Unknown;

    private static string? Known(string part) => part.Length == 0 || part.StartsWith("unknown-", StringComparison.Ordinal) ? null : part;
}
