using System.Collections.Immutable;
using System.Reflection;

namespace Aspire.Hosting;

/// <summary>The emulator as a program to start: this integration knows its command line and its HTTP API, and nothing of what is in it.</summary>
/// <param name="Command">The program, or <c>dotnet</c>.</param>
/// <param name="Arguments">What comes first: the assembly, where <c>dotnet</c> runs it.</param>
/// <param name="Folder">Where it lies.</param>
internal sealed record EmulatorProgram(string Command, ImmutableArray<string> Arguments, string Folder)
{
    /// <summary>The AppHost's setting that names another: a program, the tool or one that is published native, or an assembly for <c>dotnet</c>.</summary>
    public const string Setting = "WEBSOCKET_API_EMULATOR";

    // Written by the package's targets and by this project's file.
    private const string PackagedMetadata = "WebSocketApiEmulator";
    private const string BuiltMetadata = "EmulatorProgram";

    private const string FileName = "Chat.Emulator.dll";

    /// <summary>
    /// The one that is named, else the one that came with the package, which the AppHost's assembly says, else the one beside the AppHost, else the one that was
    /// built with this integration.
    /// </summary>
    public static EmulatorProgram Find(IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration[Setting] is { Length: > 0 } named)
        {
            return Of(Path.GetFullPath(named, builder.AppHostDirectory));
        }

        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        return Of(Said(builder.AppHostAssembly, PackagedMetadata) ?? (File.Exists(beside) ? beside : Said(typeof(EmulatorProgram).Assembly, BuiltMetadata) ?? beside));
    }

    /// <summary>An emulator that isn't there is named when something of it is needed, and not by whoever only publishes.</summary>
    public void RequireExists()
    {
        var file = Arguments is [var assembly, ..] ? assembly : Command;
        if (!File.Exists(file))
        {
            throw new DistributedApplicationException(
                $"The emulator of WebSocket APIs isn't at {file}. Build it with the AppHost, or name one with the setting {Setting}.");
        }
    }

    private static EmulatorProgram Of(string file) => Path.GetExtension(file) == ".dll"
        ? new("dotnet", [file], Path.GetDirectoryName(file)!)
        : new(file, [], Path.GetDirectoryName(file)!);

    private static string? Said(Assembly? assembly, string key) => assembly?
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == key)?.Value;
}
