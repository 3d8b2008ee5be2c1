namespace Chat.Emulator.Expressions.Selection;

/// <summary>What a path found in a body.</summary>
internal enum BodyValue
{
    /// <summary>A value, written as text.</summary>
    Found,

    /// <summary>Nothing there, or <c>null</c>.</summary>
    Missing,

    /// <summary>A value with more text than any route key has.</summary>
    TooLong,

    /// <summary>The body is not JSON.</summary>
    NotJson,
}
