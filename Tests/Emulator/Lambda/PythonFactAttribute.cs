using Chat.Emulator.Lambda.Bootstraps;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>A fact that needs Python on this machine.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Reason;

    internal static string? Reason { get; } =
        Programs.Find(Environment.GetEnvironmentVariable("PATH"), "python3", "python") is null ? "There is no python3 on this machine." : null;
}

/// <summary>A theory that needs Python on this machine.</summary>
public sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = PythonFactAttribute.Reason;
}
