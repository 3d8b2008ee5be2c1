using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>A route's request models, and which of them a message is held against.</summary>
/// <param name="ModelSelectionExpression"><c>$default</c>, or an expression such as <c>$request.body.type</c> whose value is a key.</param>
/// <param name="Models">By key, <c>$default</c> among them.</param>
public sealed record RequestValidation(string ModelSelectionExpression, ImmutableDictionary<string, Model> Models);

/// <summary>An <c>AWS::ApiGatewayV2::Model</c>.</summary>
/// <param name="Schema">JSON schema, draft 4.</param>
public sealed record Model(string Name, string Schema);
