using System.Collections.Immutable;
using Chat.Emulator.Expressions.Paths;

namespace Chat.Emulator.Expressions.Mapping;

/// <summary>A request as mappings see it, whatever it came by.</summary>
internal interface IMappedRequest
{
    /// <summary>The payload as it came.</summary>
    ReadOnlyMemory<byte> Bytes { get; }

    JsonBody Body { get; }

    /// <summary>None where the request has no headers of its own.</summary>
    ImmutableArray<NamedValues> Headers { get; }

    ImmutableArray<NamedValues> Query { get; }

    ImmutableDictionary<string, string> StageVariables { get; }

    /// <param name="payload">What <c>$input</c> is: the request's, or the integration's answer.</param>
    Dictionary<string, object?> Variables(JsonBody payload);

    /// <summary>The value of <c>request.body…</c> in a selection expression.</summary>
    string? FindVariable(string name);

    /// <summary>Such as <c>authorizer.principalId</c>.</summary>
    string? FindContext(string name);
}
