namespace Chat.Emulator.LiveConsole.Messages;

/// <summary>Texts of the journal as a row of the console has room for them.</summary>
internal static class JournalTexts
{
    /// <summary>The beginning of a text, in one line.</summary>
    public static string Shortened(string text, int most)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= most ? line : string.Concat(line.AsSpan(0, most), "…");
    }
}
