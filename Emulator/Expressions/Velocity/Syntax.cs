using System.Collections.Immutable;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>A piece of a template, in the order in which it is rendered: a closed set.</summary>
/// <param name="Start">Where it begins in the template's text, for errors.</param>
internal abstract record Statement(int Start)
{
    public sealed record Text(int Start, string Content) : Statement(Start);

    public sealed record Output(int Start, Expression Value) : Statement(Start);

    public sealed record Set(int Start, Expression.Reference Target, Expression Value) : Statement(Start);

    /// <summary><c>#if</c> with its <c>#elseif</c>s, in order; the first that holds is rendered, else the last block.</summary>
    public sealed record If(int Start, ImmutableArray<(Expression Condition, ImmutableArray<Statement> Body)> Branches, ImmutableArray<Statement> Otherwise)
        : Statement(Start);

    public sealed record ForEach(int Start, string Variable, Expression Items, ImmutableArray<Statement> Body) : Statement(Start);

    public sealed record Break(int Start) : Statement(Start);

    public sealed record Stop(int Start) : Statement(Start);
}

/// <summary>Something that has a value: a closed set.</summary>
internal abstract record Expression(int Start)
{
    public sealed record Literal(int Start, object? Value) : Expression(Start);

    /// <summary>A text in double quotes with references in it.</summary>
    public sealed record Interpolation(int Start, ImmutableArray<Statement> Parts) : Expression(Start);

    public sealed record List(int Start, ImmutableArray<Expression> Items) : Expression(Start);

    public sealed record Map(int Start, ImmutableArray<(Expression Key, Expression Value)> Entries) : Expression(Start);

    public sealed record Range(int Start, Expression From, Expression To) : Expression(Start);

    public sealed record Not(int Start, Expression Operand) : Expression(Start);

    public sealed record Binary(int Start, Operator Operator, Expression Left, Expression Right) : Expression(Start);

    /// <summary><c>$name</c> and what follows it.</summary>
    public sealed record Reference(int Start, string Name, ImmutableArray<Step> Steps) : Expression(Start);
}

/// <summary>What follows a reference's name.</summary>
internal abstract record Step(int Start)
{
    public sealed record Member(int Start, string Name) : Step(Start);

    public sealed record Call(int Start, string Name, ImmutableArray<Expression> Arguments) : Step(Start);

    public sealed record Index(int Start, Expression Key) : Step(Start);
}

internal enum Operator
{
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}
