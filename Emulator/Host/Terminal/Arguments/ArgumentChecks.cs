using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>What more than one argument is checked for.</summary>
internal static class ArgumentChecks
{
    public static Uri? HttpUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") ? url : null;

    /// <summary>A <c>NAME=URL</c>.</summary>
    public static bool IsNamedUrl(string text) => text.Split('=', 2) is [{ Length: > 0 }, var url] && HttpUrl(url) is not null;

    public static KeyValuePair<string, Uri> NamedUrl(string text)
    {
        var (name, url) = Pair(text);
        return KeyValuePair.Create(name, HttpUrl(url)!);
    }

    /// <summary>A <c>NAME=VALUE</c>, once it is known to be one.</summary>
    public static KeyValuePair<string, string> Pair(string text)
    {
        var parts = text.Split('=', 2);
        return KeyValuePair.Create(parts[0], parts[1]);
    }

    public static void RefuseEach(OptionResult result, Func<string, bool> isWrong, Func<string, string> message)
    {
        foreach (var token in result.Tokens.Where(token => isWrong(token.Value)))
        {
            result.AddError(message(token.Value));
        }
    }

    public static void RequireReadable(OptionResult result, string option, Action<string> read)
    {
        foreach (var token in result.Tokens)
        {
            try
            {
                read(token.Value);
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                result.AddError($"{option} can't use {Path.GetFullPath(token.Value)}: {e.Message}");
            }
        }
    }

    public static void RequireUsable(OptionResult result, Action<string> read)
    {
        foreach (var token in result.Tokens)
        {
            try
            {
                read(token.Value);
            }
            catch (FormatException e)
            {
                result.AddError($"{result.Option.Name} {e.Message}");
            }
        }
    }

    public static void RequireMatch(OptionResult result, Regex pattern, string what)
    {
        if (result.Tokens is [{ Value: var text }] && !pattern.IsMatch(text))
        {
            result.AddError($"{result.Option.Name} takes {what}, not '{text}'.");
        }
    }

    public static void RequireRange(OptionResult result, Option<int> option, int least, int most)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name} takes {least} to {most}, not {value}.");
        }
    }
}
