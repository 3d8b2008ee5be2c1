using System.ComponentModel;
using System.Diagnostics;

namespace Chat.EndToEnd.Tests;

/// <summary>A test of AWS's SDK for Python; skipped with that reason where it isn't installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Boto3FactAttribute : FactAttribute
{
    private static readonly bool IsThere = Look();

    public Boto3FactAttribute()
    {
        if (!IsThere)
        {
            Skip = "No boto3 for python3 on this machine (pip install boto3).";
        }
    }

    private static bool Look()
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import boto3"]) { RedirectStandardError = true })!;
            python.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
