using System.CommandLine;
using Chat.Benchmarks.Compare;

namespace Chat.Benchmarks;

/// <summary>Options that several commands have.</summary>
internal static class CommandOptions
{
    public static Option<int> Count(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var count) && count > 0))
            {
                result.AddError($"{name} takes a whole number, 1 or more, and not '{token.Value}'.");
            }
        });
        return option;
    }

    public static Option<string> Functions() =>
        Build("--functions", "How the functions are built: native, portable, or auto (native where that can be published).");

    /// <param name="more">A sentence of the command's own, behind a blank.</param>
    public static Option<string> Emulator(string more = "") => Build("--emulator", $"How the emulator is built; the same.{more}");

    private static Option<string> Build(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => CompareOptions.Auto };
        option.AcceptOnlyFromAmong(CompareOptions.Builds);
        return option;
    }
}
