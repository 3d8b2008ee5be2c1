using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam;

/// <summary>Credentials and permissions, as a module.</summary>
/// <param name="permissions">Null when nothing is checked.</param>
internal sealed class IamModule(EmulatorOptions options, CallerCredentials credentials, InvokePermissions? permissions = null) : IModule
{
    public Task StartAsync(Stack stack, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync() => Task.CompletedTask;

    // Processes that run keep their credentials: a function's are the same for as long as the emulator runs.
    public void Announce(Stack stack) => credentials.Update(stack);

    public void AddVariables(Function function, Stack stack, IDictionary<string, string> variables)
    {
        // Where the tables are on AWS, the credentials are the developer's.
        if (options.AreTablesOnAws)
        {
            return;
        }

        var credential = credentials.Of(function);
        variables["AWS_ACCESS_KEY_ID"] = credential.AccessKeyId;
        variables["AWS_SECRET_ACCESS_KEY"] = credential.SecretAccessKey;
        variables["AWS_SESSION_TOKEN"] = credential.SessionToken!;
    }

    public IEnumerable<string> Differences(Stack before, Stack after) =>
        Structure.AreEqual(before.Permissions, after.Permissions) && Structure.AreEqual(before.Roles, after.Roles) ? [] : ["permissions"];

    public Task<Takeover> PrepareAsync(StackChange change, CancellationToken cancellationToken) =>
        Task.FromResult<Takeover>(new Next(permissions, change.After));

    public IEnumerable<string> Warnings(Stack stack) => permissions is null ? [] : StartWarnings.Of(stack);

    private sealed class Next(InvokePermissions? permissions, Stack stack) : Takeover
    {
        public override void TakeOver() => permissions?.Update(stack);
    }
}
