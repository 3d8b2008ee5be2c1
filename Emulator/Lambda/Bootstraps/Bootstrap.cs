using System.Collections.Immutable;
using System.Text;

namespace Chat.Emulator.Lambda.Bootstraps;

/// <summary>
/// The emulator's own runtime clients, in place of those inside AWS's managed runtimes, on the languages' standard libraries alone.
/// Handed over as an argument, so that no file has to be written (and trusted) anywhere.
/// </summary>
internal static class Bootstrap
{
    private static readonly Lazy<string> NodeProgram = new(() => Read("node.cjs"));
    private static readonly Lazy<string> PythonProgram = new(() => Read("python.py"));

    public static ImmutableArray<string> NodeArguments => ["--eval", NodeProgram.Value];

    /// <summary>Unbuffered and in UTF-8; no byte code is written, because the code's folder is none of ours.</summary>
    public static ImmutableArray<string> PythonArguments => ["-B", "-u", "-X", "utf8", "-c", PythonProgram.Value];

    private static string Read(string name)
    {
        using var resource = typeof(Bootstrap).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
