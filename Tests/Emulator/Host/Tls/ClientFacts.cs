using System.Diagnostics;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Tests.Lambda;

namespace Chat.Emulator.Tests.Host.Tls;

/// <summary>A fact that needs Python's boto3 on this machine.</summary>
public sealed class Boto3FactAttribute : FactAttribute
{
    public Boto3FactAttribute() => Skip = Reason;

    private static string? Reason { get; } = PythonFactAttribute.Reason ?? (HasBoto3() ? null : "The python3 of this machine has no boto3.");

    private static bool HasBoto3()
    {
        var python = Programs.Find(Environment.GetEnvironmentVariable("PATH"), "python3", "python")!;
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import boto3"]) { RedirectStandardError = true })!;
        return process.WaitForExit(TimeSpan.FromSeconds(30)) && process.ExitCode == 0;
    }
}

/// <summary>A fact that needs a .NET which trusts SSL_CERT_FILE: that on Linux.</summary>
public sealed class OpenSslFactAttribute : FactAttribute
{
    public OpenSslFactAttribute() => Skip = OperatingSystem.IsLinux()
        ? null
        : "On Windows and macOS .NET trusts the system's store alone; functions use AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI there.";
}
