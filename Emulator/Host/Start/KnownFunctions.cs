using System.Collections.Immutable;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Start;

/// <summary>Whether what the options say of functions is of functions that there are.</summary>
internal static class KnownFunctions
{
    /// <exception cref="EmulatorStartException">An option names another one; the message has their names.</exception>
    public static void Require(EmulatorOptions options, Stack stack)
    {
        var names = stack.Functions.Select(function => function.Name).ToImmutableSortedSet(StringComparer.Ordinal);
        var either = names.Union(stack.Functions.Select(function => function.LogicalId));
        if (options.Variables.Keys.Select(variable => variable.Function).OfType<string>().FirstOrDefault(name => !either.Contains(name)) is { } nobodys)
        {
            throw new EmulatorStartException(
                $"--variable names the function {nobodys}, which isn't in {options.Assembly}. Its functions are: {string.Join(", ", names)}.");
        }

        RequireKnown("--run", options.Run.Keys.Where(name => name != EmulatorOptions.EveryFunction));
        RequireKnown("--attached", options.Attached);
        RequireKnown("--debug", options.Debugged);
        RequireKnown("--invoke", options.InvokedElsewhere.Keys);

        void RequireKnown(string option, IEnumerable<string> given)
        {
            if (given.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            {
                throw new EmulatorStartException(
                    $"{option} names the function {unknown}, which isn't in {options.Assembly}. Its functions are: {string.Join(", ", names)}.");
            }
        }
    }
}
