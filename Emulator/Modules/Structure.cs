using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Chat.Emulator.Modules;

/// <summary>
/// Compares what two readings of a template have come to. Records compare their collections by place, and would call every function of a
/// template that was read again another one. By reflection, a few times per reload: a member that is added to a record tomorrow must not
/// be left out of the comparison.
/// </summary>
internal static class Structure
{
    public static bool AreEqual(object? left, object? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left is null || right is null || left.GetType() != right.GetType())
        {
            return false;
        }

        return left switch
        {
            string => left.Equals(right),
            IDictionary entries => AreEqual(entries, (IDictionary)right),
            IEnumerable items => items.Cast<object?>().SequenceEqual(((IEnumerable)right).Cast<object?>(), ByStructure.Instance),
            _ when IsOurs(left.GetType()) => Members(left.GetType()).All(member => AreEqual(member.GetValue(left), member.GetValue(right))),
            _ => left.Equals(right),
        };
    }

    // Their order is no part of them.
    private static bool AreEqual(IDictionary left, IDictionary right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (DictionaryEntry entry in left)
        {
            if (!right.Contains(entry.Key) || !AreEqual(entry.Value, right[entry.Key]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOurs(Type type) => !type.IsEnum && type.Assembly == typeof(Structure).Assembly;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Only types of this assembly, of which the project file lets nothing be trimmed")]
    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(member => member.GetIndexParameters().Length == 0);

    private sealed class ByStructure : IEqualityComparer<object?>
    {
        public static readonly ByStructure Instance = new();

        public new bool Equals(object? x, object? y) => AreEqual(x, y);

        // Nobody hashes: sequences are compared one by one.
        public int GetHashCode(object? obj) => 0;
    }
}
