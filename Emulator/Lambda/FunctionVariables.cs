using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>The environment variables of a function's process.</summary>
internal static class FunctionVariables
{
    // What programs need from the machine to run at all. Of AWS_* only where services are: a function must not act as the developer.
    private static readonly string[] Inherited =
    [
        "PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP",
        "SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramData",
        "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
    ];

    // Not the emulator's own name in telemetry, nor what tells its instance from others.
    private static readonly string[] TelemetryOfTheEmulator = ["OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"];

    // The runtime on AWS adds its layers' folders to what the template gives.
    private const string PythonPath = "PYTHONPATH";

    /// <param name="own">The emulator's own environment.</param>
    /// <param name="given">What the host adds for this function: credentials, endpoints.</param>
    public static ImmutableDictionary<string, string> For(
        Function function, IDictionary own, IReadOnlyDictionary<string, string> given, string runtimeApi, DateTimeOffset now)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

        variables["TZ"] = ":UTC";
        variables["LANG"] = "en_US.UTF-8";
        // Profile-guided tiering pays off after minutes; a local function lives for seconds. The managed .NET runtime on AWS sets it too.
        variables["DOTNET_TieredPGO"] = "0";
        // Compile again, optimized, only once a process has been quiet for a second (hexadecimal milliseconds; 100 ms of its own accord). In a
        // burst that work takes the processor away from the events: 200 clients that left at once were gone from the table after 1 s, not 2.
        variables["DOTNET_TC_CallCountingDelayMs"] = "3E8";
        foreach (DictionaryEntry variable in own)
        {
            var name = (string)variable.Key;
            if (Inherited.Contains(name, variables.KeyComparer) || name.StartsWith("DOTNET_", StringComparison.Ordinal) || IsTelemetry(name) || ServiceEndpoints.IsName(name))
            {
                variables[name] = (string?)variable.Value ?? "";
            }
        }

        variables.SetAll(RuntimeFolders.Of(function, variables.GetValueOrDefault("PATH")));
        foreach (var (name, value) in function.Environment)
        {
            variables[name] = name == PythonPath && variables.TryGetValue(name, out var layers)
                ? RuntimeFolders.Rewrite(value, function) + Path.PathSeparator + layers
                : RuntimeFolders.Rewrite(value, function);
        }

        variables.SetAll(given);
        variables.SetAll(Reserved(function, runtimeApi, now));
        if (function.Runtime.Length > 0 && !function.Runtime.StartsWith("provided", StringComparison.Ordinal))
        {
            variables["AWS_EXECUTION_ENV"] = $"AWS_Lambda_{function.Runtime}";
        }

        return variables.ToImmutable();
    }

    // Where the emulator sends its telemetry its functions send theirs, if they have any.
    private static bool IsTelemetry(string name) =>
        name.StartsWith("OTEL_", StringComparison.Ordinal) && !TelemetryOfTheEmulator.Contains(name, StringComparer.Ordinal);

    private static void SetAll(this ImmutableDictionary<string, string>.Builder variables, IEnumerable<KeyValuePair<string, string>> more)
    {
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }
    }

    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    private static Dictionary<string, string> Reserved(Function function, string runtimeApi, DateTimeOffset now)
    {
        // arn:aws:lambda:us-east-1:000000000000:function:websocket-send
        var region = function.Arn.Split(':') is [_, _, _, { Length: > 0 } named, ..] ? named : "us-east-1";
        return new()
        {
            ["_HANDLER"] = function.Handler,
            ["LAMBDA_TASK_ROOT"] = function.CodeFolder ?? Environment.CurrentDirectory,
            ["AWS_LAMBDA_RUNTIME_API"] = runtimeApi,
            ["AWS_LAMBDA_FUNCTION_NAME"] = function.Name,
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemorySizeInMB.ToString(CultureInfo.InvariantCulture),
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{function.Name}",
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = string.Create(
                CultureInfo.InvariantCulture, $"{now:yyyy/MM/dd}/[$LATEST]{RandomNumberGenerator.GetHexString(32, lowercase: true)}"),
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["AWS_REGION"] = region,
            ["AWS_DEFAULT_REGION"] = region,
        };
    }
}
