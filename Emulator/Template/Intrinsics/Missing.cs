namespace Chat.Emulator.Template.Intrinsics;

/// <summary>What a text has a stand-in for.</summary>
/// <param name="What">In words, such as <c>the attribute Arn of Pool (AWS::Cognito::UserPool)</c>.</param>
/// <param name="Option">How it can be given, such as <c>--parameter Token=VALUE</c>. Null: only where it is used.</param>
internal sealed record Missing(string What, string? Option = null);
