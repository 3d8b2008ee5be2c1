namespace Chat.Emulator.Host;

/// <summary>As much of a text as a line of a terminal has room for, without what would move its cursor.</summary>
internal static class Shortened
{
    public static string Of(string text, int characters)
    {
        var cut = text.Length > characters ? text[..characters] + "…" : text;
        return string.Concat(cut.Select(character => char.IsControl(character) ? '·' : character));
    }
}
