using System.Security.Cryptography;
using System.Text;

namespace Chat.Emulator.Recording;

/// <summary>The secrets that a mask has met, and their placeholders: a secret has the same one wherever it comes. One caller at a time.</summary>
internal sealed class KnownSecrets
{
    // These are looked for in every text.
    private const int MaxSearched = 1_000;

    // A mask that lives long must not grow.
    private const int MaxKnown = 20_000;

    // A short one would be found where it isn't meant.
    private const int MinSearched = 8;

    private readonly Dictionary<string, string> _placeholders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _searched = [];
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What stands behind a placeholder. Null when it isn't one of these.</summary>
    public string? ValueOf(string placeholder) => _values.GetValueOrDefault(placeholder);

    /// <param name="name">Of the header, parameter or property.</param>
    public string PlaceholderFor(string name, string value)
    {
        if (Placeholders.Whole().IsMatch(value))
        {
            return value;
        }

        if (_placeholders.TryGetValue(value, out var known))
        {
            return known;
        }

        var plain = Placeholders.NameOf(name);
        if (_placeholders.Count >= MaxKnown)
        {
            // Nothing is remembered, and it is still the same for the same secret. Without the key nobody can try values until one fits.
            return Placeholders.Of($"{plain}-{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value)).AsSpan(0, 8))}");
        }

        var count = _counts[plain] = _counts.GetValueOrDefault(plain) + 1;
        var placeholder = Placeholders.Of(count == 1 ? plain : $"{plain}-{count}");
        _placeholders.Add(value, placeholder);
        _values[placeholder] = value;
        if (value.Length >= MinSearched && _searched.Count < MaxSearched)
        {
            _searched.Add(value);
        }

        return placeholder;
    }

    /// <summary>The placeholder of a text that is a secret as a whole; else the text.</summary>
    public string ReplaceWhole(string text) => text.Length >= MinSearched ? _placeholders.GetValueOrDefault(text, text) : text;

    /// <summary>A text with placeholders for the secrets in it, and for itself when it is one.</summary>
    public string Replace(string text)
    {
        text = ReplaceWhole(text);
        foreach (var value in _searched)
        {
            if (text.Contains(value, StringComparison.Ordinal))
            {
                text = Placeholders.MapOthers(text, part => part.Replace(value, _placeholders[value], StringComparison.Ordinal));
            }
        }

        return text;
    }
}
