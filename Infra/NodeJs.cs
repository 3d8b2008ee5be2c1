using System.ComponentModel;
using System.Diagnostics;

namespace Chat.Infra;

/// <summary>Node.js, on which the CDK runs behind jsii, its bridge to .NET.</summary>
internal static class NodeJs
{
    /// <summary>Tries it, as jsii would find it: jsii itself answers a missing one with an abort while the process ends.</summary>
    public static bool Starts()
    {
        try
        {
            var command = Environment.GetEnvironmentVariable("JSII_NODE") ?? "node";
            using var node = Process.Start(new ProcessStartInfo(command, "--version") { RedirectStandardOutput = true });
            node!.WaitForExit();
            return node.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Keeps jsii from printing a box about releases that were supported, or not there yet, when it was built itself.</summary>
    public static void SilenceVersionWarnings()
    {
        // https://github.com/aws/jsii/tree/main/packages/%40jsii/check-node – the first takes major versions, the others any value.
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20,22,24");
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1");
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1");
    }
}
