namespace Chat.Emulator.Template;

/// <summary>What a template's pseudo parameters stand for here.</summary>
/// <param name="Region"><c>AWS_REGION</c>, else <c>AWS_DEFAULT_REGION</c>, else <see cref="DefaultRegion"/>.</param>
public sealed record TemplateContext(string Region)
{
    public const string DefaultRegion = "us-east-1";

    public const string AccountId = "000000000000";

    public const string Partition = "aws";

    public const string UrlSuffix = "amazonaws.com";
}
