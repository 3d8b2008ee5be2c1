namespace Chat.LambdaHost;

/// <summary><c>Assembly::Namespace.Type::Method</c>, https://docs.aws.amazon.com/lambda/latest/dg/csharp-handler.html.</summary>
internal sealed record HandlerName(string Assembly, string Type, string Method)
{
    private const string Separator = "::";

    public static HandlerName Parse(string? text) =>
        text?.Split(Separator, 3, StringSplitOptions.TrimEntries) is [{ Length: > 0 } assembly, { Length: > 0 } type, { Length: > 0 } method]
            ? new HandlerName(assembly, type, method)
            : throw new LambdaValidationException($"Invalid Lambda function handler: '{text}'. The valid format is 'ASSEMBLY{Separator}TYPE{Separator}METHOD'.");
}
