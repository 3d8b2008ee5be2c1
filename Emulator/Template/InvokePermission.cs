namespace Chat.Emulator.Template;

/// <summary>An <c>AWS::Lambda::Permission</c>: a line of a function's resource-based policy.</summary>
/// <param name="Action">Such as <c>lambda:InvokeFunction</c>.</param>
/// <param name="Principal">Such as <c>apigateway.amazonaws.com</c>.</param>
/// <param name="SourceArn">With wildcards, such as <c>arn:aws:execute-api:eu-west-1:000000000000:a1b2c3d4e5/*$connect</c>. Null: any source.</param>
/// <param name="SourceAccount">Null: any account.</param>
public sealed record InvokePermission(string FunctionName, string Action, string Principal, string? SourceArn, string? SourceAccount);
