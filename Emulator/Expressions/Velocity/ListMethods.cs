namespace Chat.Emulator.Expressions.Velocity;

/// <summary>Methods of <c>java.util.List</c>, and <c>count()</c>, which API Gateway's documentation uses.</summary>
internal static class ListMethods
{
    public static object? Call(TemplateList list, string name, object?[] arguments)
    {
        switch (name, arguments)
        {
            case ("size" or "count", []):
                return (long)list.Count;
            case ("isEmpty", []):
                return list.Count == 0;
            case ("get", [long index]):
                return InRange(list, index) ? list[(int)index] : null;
            case ("contains", [var item]):
                return IndexOf(list, item) >= 0;
            case ("indexOf", [var item]):
                return (long)IndexOf(list, item);
            case ("add", [var item]):
                list.Add(item);
                return true;
            case ("add", [long index, var item]) when index >= 0 && index <= list.Count:
                list.Insert((int)index, item);
                return null;
            case ("addAll", [TemplateList more]):
                // A copy: it may be the same list.
                list.AddRange(more.ToArray());
                return more.Count > 0;
            case ("set", [long index, var item]) when InRange(list, index):
                var before = list[(int)index];
                list[(int)index] = item;
                return before;
            case ("remove", [long index]):
                return InRange(list, index) ? RemoveAt(list, (int)index) : null;
            case ("remove", [var item]):
                var at = IndexOf(list, item);
                if (at >= 0)
                {
                    list.RemoveAt(at);
                }

                return at >= 0;
            case ("subList", [long from, long to]):
                return from >= 0 && to >= from && to <= list.Count ? TemplateList.Of(list.GetRange((int)from, (int)(to - from))) : null;
            default:
                return null;
        }
    }

    private static bool InRange(TemplateList list, long index) => index >= 0 && index < list.Count;

    private static int IndexOf(TemplateList list, object? item) => list.FindIndex(other => Operators.AreEqual(other, item));

    private static object? RemoveAt(TemplateList list, int index)
    {
        var item = list[index];
        list.RemoveAt(index);
        return item;
    }
}
