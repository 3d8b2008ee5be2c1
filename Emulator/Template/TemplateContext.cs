using Chat.Emulator.Options;

namespace Chat.Emulator.Template;

/// <summary>What a template's pseudo parameters stand for here.</summary>
public sealed record TemplateContext(string Region, string AccountId = TemplateContext.DefaultAccountId)
{
    public const string DefaultRegion = "us-east-1";

    public const string DefaultAccountId = "000000000000";

    public const string Partition = "aws";

    public const string UrlSuffix = "amazonaws.com";

    /// <summary>Where a stack goes: what the app says wins, since on AWS it deploys nowhere else.</summary>
    internal static TemplateContext Of(TemplateFile template, DeployOptions options) => new(
        template.Environment.Region ?? options.Region ?? template.SpelledOut.Region ?? options.DefaultRegion ?? DefaultRegion,
        template.Environment.Account ?? options.Account ?? template.SpelledOut.Account ?? DefaultAccountId);
}
