using System.Text.RegularExpressions;
using Chat.Contracts.Console;

namespace Chat.Emulator.LiveConsole;

/// <summary>Reading the console needs no token, so it doesn't show what may be a secret: by a variable's name, or by a password in its address.</summary>
internal static partial class HiddenVariables
{
    public static VariableView View(KeyValuePair<string, string> variable) =>
        new(variable.Key, SecretName().IsMatch(variable.Key) || AddressWithPassword().IsMatch(variable.Value) ? null : variable.Value);

    // AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN are among them.
    [GeneratedRegex("KEY|SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // postgres://user:password@host/db
    [GeneratedRegex(@"://[^/\s:@]*:[^/\s@]+@")]
    private static partial Regex AddressWithPassword();
}
