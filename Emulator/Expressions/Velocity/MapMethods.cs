namespace Chat.Emulator.Expressions.Velocity;

/// <summary>Methods of <c>java.util.Map</c>.</summary>
internal static class MapMethods
{
    public static object? Call(TemplateMap map, string name, object?[] arguments)
    {
        switch (name, arguments)
        {
            case ("get", [{ } key]):
                return map.GetValueOrDefault(ValueRendering.Text(key));
            case ("getOrDefault", [{ } key, var otherwise]):
                return map.TryGetValue(ValueRendering.Text(key), out var found) ? found : otherwise;
            case ("put", [{ } key, var value]):
                var before = map.GetValueOrDefault(ValueRendering.Text(key));
                map[ValueRendering.Text(key)] = value;
                return before;
            case ("putAll", [TemplateMap more]):
                foreach (var (key, value) in more.ToArray())
                {
                    map[key] = value;
                }

                return null;
            case ("remove", [{ } key]):
                map.Remove(ValueRendering.Text(key), out var removed);
                return removed;
            case ("containsKey", [{ } key]):
                return map.ContainsKey(ValueRendering.Text(key));
            case ("containsValue", [var value]):
                return map.Values.Any(other => Operators.AreEqual(other, value));
            case ("keySet", []):
                return TemplateList.Of(map.Keys);
            case ("values", []):
                return TemplateList.Of(map.Values);
            case ("entrySet", []):
                return TemplateList.Of(map.Select(entry => new MapEntry(entry.Key, entry.Value)));
            case ("size", []):
                return (long)map.Count;
            case ("isEmpty", []):
                return map.Count == 0;
            default:
                return null;
        }
    }
}
