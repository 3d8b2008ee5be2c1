using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>The assembly of a .NET function.</summary>
internal static class DotNetAssembly
{
    private const string Separator = "::";

    // An assembly's name where the handler's is another: https://github.com/aws/aws-lambda-dotnet, bootstrap.sh of RuntimeSupport.
    private const string MainAssembly = "LAMBDA_DOTNET_MAIN_ASSEMBLY";

    /// <summary>True for <c>Assembly::Type::Method</c>, which is no program.</summary>
    public static bool IsClassLibrary(Function function) => function.Handler.Contains(Separator, StringComparison.Ordinal);

    /// <summary>Without <c>.dll</c>.</summary>
    public static string NameOf(Function function)
    {
        var name = function.Runtime.StartsWith("provided", StringComparison.Ordinal) ? "bootstrap"
            : IsClassLibrary(function)
            ? function.Environment.GetValueOrDefault(MainAssembly) ?? function.Handler[..function.Handler.IndexOf(Separator, StringComparison.Ordinal)].Trim()
            : function.Handler;
        return name.EndsWith(".dll", StringComparison.Ordinal) ? name[..^".dll".Length] : name;
    }

    /// <summary>Whether all is there that <c>dotnet exec</c> needs to load it.</summary>
    public static bool IsComplete(string folder, string assembly) =>
        File.Exists(Path.Combine(folder, assembly + ".dll"))
        && File.Exists(Path.Combine(folder, assembly + ".deps.json"))
        && File.Exists(Path.Combine(folder, assembly + ".runtimeconfig.json"));
}
