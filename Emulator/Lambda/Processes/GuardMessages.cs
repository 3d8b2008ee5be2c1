using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Chat.Emulator.Lambda.Processes;

/// <summary>What the emulator asks of the guard: a line of JSON on its standard input. The guard's script shows samples.</summary>
internal sealed record GuardRequest(
    string Do,
    int Id,
    string? File = null,
    ImmutableArray<string>? Args = null,
    string? Cwd = null,
    ImmutableDictionary<string, string>? Env = null,
    string? Mark = null)
{
    public static GuardRequest Start(int id, ChildProcessStart start) =>
        new("start", id, start.FileName, start.Arguments, start.WorkingDirectory, start.Environment, start.Mark);

    public static GuardRequest Kill(int id) => new("kill", id);

    public static GuardRequest Flush(int id) => new("flush", id);
}

/// <summary>What the guard reports: a line of JSON on its standard output.</summary>
internal sealed record GuardReport(
    string Is,
    int Id = 0,
    int Pid = 0,
    string Version = "",
    string Message = "",
    bool Err = false,
    string Line = "",
    int? Code = null,
    int? Signal = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GuardRequest))]
[JsonSerializable(typeof(GuardReport))]
internal sealed partial class GuardJson : JsonSerializerContext;
