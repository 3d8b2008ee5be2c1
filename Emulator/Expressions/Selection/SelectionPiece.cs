namespace Chat.Emulator.Expressions.Selection;

/// <summary>A piece of a selection expression: a closed set.</summary>
/// <param name="Position">Of its first character in the expression.</param>
internal abstract record SelectionPiece(int Position)
{
    public sealed record Literal(int Position, string Text) : SelectionPiece(Position);

    /// <param name="Name">Without the dollar sign and the braces. Empty for a dollar sign of its own.</param>
    public sealed record Variable(int Position, string Name, bool IsBraced) : SelectionPiece(Position);

    /// <summary>The dollar sign of a variable whose brace is never closed; what follows it comes as pieces of its own.</summary>
    public sealed record Unclosed(int Position) : SelectionPiece(Position);
}
