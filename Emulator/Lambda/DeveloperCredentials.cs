using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>
/// The developer's own AWS credentials, for functions that use tables on AWS. They go to processes that the emulator starts, and never over
/// its port: whoever starts a function otherwise brings credentials along.
/// </summary>
internal static class DeveloperCredentials
{
    // https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html; the files are found through HOME, which functions inherit.
    private static readonly string[] Names =
    [
        "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
    ];

    public static Func<Function, IReadOnlyDictionary<string, string>> AddTo(Func<Function, IReadOnlyDictionary<string, string>> variables)
    {
        var own = Names
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => !string.IsNullOrEmpty(variable.Value))
            .ToArray();
        return function =>
        {
            var all = new Dictionary<string, string>(variables(function));
            foreach (var (name, value) in own)
            {
                all[name] = value!;
            }

            return all;
        };
    }
}
