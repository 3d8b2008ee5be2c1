using System.Text;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>A value for what only AWS knows, which says by itself what it stands for, such as <c>unknown-Pool-Arn</c>.</summary>
internal static class StandIn
{
    private const string Prefix = "unknown-";

    // Names of parameters in SSM have a path; what is left is good in a URL, an ARN and a name.
    private const int MaxLength = 100;

    /// <param name="name">What it stands for.</param>
    public static Value.Text For(string name, Missing missing)
    {
        var text = new StringBuilder(Prefix);
        foreach (var character in name.Length > MaxLength ? name[..MaxLength] : name)
        {
            if (char.IsAsciiLetterOrDigit(character) || character == '_')
            {
                text.Append(character);
            }
            else if (text[^1] != '-')
            {
                text.Append('-');
            }
        }

        return new Value.Text(text.ToString().TrimEnd('-'), missing);
    }
}
