namespace Chat.Emulator.Template;

/// <summary>
/// A function as AWS lets it be named: <c>name</c>, <c>name:alias</c>, <c>123456789012:function:name</c>, or its ARN
/// <c>arn:aws:lambda:eu-west-1:123456789012:function:name[:version or alias]</c>.
/// </summary>
internal readonly record struct FunctionName(string Name, string? Qualifier)
{
    public static FunctionName Parse(string text)
    {
        const string Marker = "function:";
        var marker = text.IndexOf(Marker, StringComparison.Ordinal);
        var name = marker >= 0 ? text[(marker + Marker.Length)..] : text;
        return name.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? new FunctionName(name[..colon], name[(colon + 1)..])
            : new FunctionName(name, null);
    }
}
