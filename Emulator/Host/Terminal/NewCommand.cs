using System.CommandLine;
using Chat.Emulator.Host.Starters;

namespace Chat.Emulator.Host.Terminal;

/// <summary><c>new KIND [FOLDER]</c>: writes a small stack to begin with.</summary>
internal static class NewCommand
{
    public const string Name = "new";

    private const string ToolName = "websocket-api-emulator";

    private static readonly Argument<string> Kind = new("kind")
    {
        Description = string.Join("; ", Starter.All.Select(starter => $"{starter.Name}: {starter.Description}")),
    };

    private static readonly Argument<string> Folder = new("folder")
    {
        Description = "Where to; made if it isn't there. Files that are there already are never overwritten.",
        DefaultValueFactory = _ => ".",
    };

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong([.. Starter.All.Select(starter => starter.Name)]);
        var command = new Command(Name, "Writes a small stack to begin with. 0: written; 1: it couldn't be, and nothing was.") { Kind, Folder };
        command.SetAction(result => Run(
            Starter.All.Single(starter => starter.Name == result.GetRequiredValue(Kind)),
            result.GetRequiredValue(Folder),
            Console.Out,
            Console.Error));
        return command;
    }

    public static int Run(Starter starter, string folder, TextWriter output, TextWriter errors)
    {
        try
        {
            var taken = starter.WriteTo(folder);
            if (!taken.IsEmpty)
            {
                errors.WriteLine($"Nothing was written: {string.Join(", ", taken)} {(taken.Length == 1 ? "is" : "are")} there already in {Path.GetFullPath(folder)}. Name another folder.");
                return 1;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"Couldn't write to {Path.GetFullPath(folder)}: {e.Message}");
            return 1;
        }

        output.WriteLine($"Wrote {string.Join(", ", starter.Files)}. Next:");
        output.WriteLine();
        if (Path.GetFullPath(folder) != Environment.CurrentDirectory)
        {
            output.WriteLine($"  cd {folder}");
        }

        output.WriteLine($"  {CommandLine()} template.yaml");
        output.WriteLine();
        output.WriteLine("README.md says the rest.");
        return 0;
    }

    // How this very program was started: as the installed tool, which native is a link to another name; by the `dotnet` command; or as a file somewhere.
    private static string CommandLine()
    {
        var given = Environment.GetCommandLineArgs()[0];
        string[] names = [Environment.ProcessPath ?? ToolName, given];
        return names.Any(name => Path.GetFileNameWithoutExtension(name) == ToolName) ? ToolName
            : Path.GetFileNameWithoutExtension(names[0]) == "dotnet" ? $"dotnet {given}"
            : names[0];
    }
}
