namespace Chat.Emulator.Expressions.Velocity;

/// <summary>
/// Velocity's operators. What can't be done, a division by zero or a comparison of texts, gives nothing, as Velocity logs it and goes on.
/// </summary>
internal static class Operators
{
    public static object? Apply(Operator @operator, object? left, object? right) => @operator switch
    {
        Operator.Equal => AreEqual(left, right),
        Operator.NotEqual => !AreEqual(left, right),
        Operator.Less => Compare(left, right) < 0,
        Operator.LessOrEqual => Compare(left, right) <= 0,
        Operator.Greater => Compare(left, right) > 0,
        Operator.GreaterOrEqual => Compare(left, right) >= 0,

        // One text is enough for + to join; what isn't there joins nothing.
        Operator.Add when (left is string || right is string) && left is not null && right is not null =>
            ValueRendering.Text(left) + ValueRendering.Text(right),
        _ when left is long a && right is long b => Whole(@operator, a, b),
        _ when ToDouble(left) is { } a && ToDouble(right) is { } b => Fraction(@operator, a, b),
        _ => null,
    };

    /// <summary>Numbers by their value, the same kinds by their content, different kinds by how they are rendered.</summary>
    public static bool AreEqual(object? left, object? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        if (ToDouble(left) is { } a && ToDouble(right) is { } b)
        {
            return left is long x && right is long y ? x == y : a.Equals(b);
        }

        return ReferenceEquals(left, right) || (left.GetType() == right.GetType() && left is not (TemplateList or TemplateMap)
            ? left.Equals(right)
            : ValueRendering.Text(left) == ValueRendering.Text(right));
    }

    private static int? Compare(object? left, object? right) =>
        left is long x && right is long y ? x.CompareTo(y)
        : ToDouble(left) is { } a && ToDouble(right) is { } b ? a.CompareTo(b)
        : null;

    private static double? ToDouble(object? value) => value switch
    {
        long number => number,
        double number => number,
        _ => null,
    };

    // Around the ends as in Java.
    private static object? Whole(Operator @operator, long left, long right) => @operator switch
    {
        Operator.Add => unchecked(left + right),
        Operator.Subtract => unchecked(left - right),
        Operator.Multiply => unchecked(left * right),
        Operator.Divide when right is not 0 and not -1 => left / right,
        Operator.Divide when right is -1 => unchecked(-left),
        Operator.Remainder when right is -1 => 0L,
        Operator.Remainder when right is not 0 => left % right,
        _ => null,
    };

    private static object? Fraction(Operator @operator, double left, double right) => @operator switch
    {
        Operator.Add => left + right,
        Operator.Subtract => left - right,
        Operator.Multiply => left * right,
        Operator.Divide when right != 0 => left / right,
        Operator.Remainder when right != 0 => left % right,
        _ => null,
    };
}
