using System.Collections.Immutable;
using System.Text;

namespace Chat.Emulator.Lambda;

/// <summary>Splits a command into words.</summary>
internal static class CommandLine
{
    /// <summary>
    /// Splits at white space; single and double quotes hold words together and may stand inside a word. A backslash is a plain character,
    /// so that Windows paths need no care, except before a double quote. A quote that is never closed ends with the text.
    /// </summary>
    public static ImmutableArray<string> Split(string text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var inWord = false;
        char? quote = null;

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length && text[i + 1] == '"')
            {
                word.Append(text[++i]);
                inWord = true;
            }
            else if (quote is null && (c is '"' or '\''))
            {
                quote = c;
                inWord = true;
            }
            else if (c == quote)
            {
                quote = null;
            }
            else if (quote is null && char.IsWhiteSpace(c))
            {
                EndWord();
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        EndWord();
        return words.ToImmutable();

        void EndWord()
        {
            if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }
    }
}
