using Aspire.Hosting.ApplicationModel;
using Chat.Contracts.Faults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>
/// The dashboard's commands, through the emulator's console. They are extras: where the console refuses, the command says so, and
/// nothing else is touched.
/// </summary>
internal static class ConsoleCommands
{
    public const string SendToAll = "send-to-all";
    public const string DropOne = "drop-connection";
    public const string DropAll = "drop-all-connections";
    public const string SetFaults = "set-faults";
    public const string EndFaults = "end-faults";
    public const string ClearTable = "clear-table";
    public const string Invoke = "invoke";

    private const string EventExample =
        """{"requestContext":{"routeKey":"$default","connectionId":"L0SM9cOFvHcCIhw=","domainName":"localhost","stage":"dev"},"body":"{}"}""";

    public static IResourceBuilder<WebSocketApiEmulatorResource> WithConnectionCommands(this IResourceBuilder<WebSocketApiEmulatorResource> builder)
    {
        var api = builder.Resource;
        return builder
            .WithCommand(
                SendToAll,
                "Send to all",
                context => RunAsync(api, context, client => client.SendToAllAsync(Argument(context, "text"), context.CancellationToken), CommandAnswers.Sent),
                new CommandOptions
                {
                    Description = "Sends a text frame to every open connection, as a function would by @connections.",
                    IconName = "Megaphone",
                    IsHighlighted = true,
                    Arguments = [Text("text", "Text", "hello everybody")],
                    UpdateState = WhenHealthy,
                })
            .WithCommand(
                DropOne,
                "Drop one connection",
                context => RunAsync(api, context, client => client.CloseAsync(Argument(context, "connectionId"), context.CancellationToken), CommandAnswers.Closed),
                new CommandOptions
                {
                    Description = "Closes a connection as DELETE of @connections does; $disconnect runs.",
                    IconName = "PlugDisconnected",
                    Arguments = [Text("connectionId", "Connection id", "L0SM9cOFvHcCIhw=")],
                    UpdateState = WhenHealthy,
                })
            .WithCommand(
                DropAll,
                "Drop all connections",
                context => RunAsync(api, context, client => client.CloseAllAsync(context.CancellationToken), CommandAnswers.Closed),
                new CommandOptions
                {
                    Description = "Closes every connection; $disconnect runs for each.",
                    ConfirmationMessage = "Every client is disconnected. Drop all connections?",
                    IconName = "PlugDisconnected",
                    UpdateState = WhenHealthy,
                })
            .WithCommand(
                SetFaults,
                "Set faults",
                context => RunAsync(api, context, client => client.SetFaultsAsync(Argument(context, "faults"), context.CancellationToken), CommandAnswers.InForce),
                new CommandOptions
                {
                    Description = $"Has things go wrong on purpose, until they are ended or the emulator is. There are: {FaultText.Names}.",
                    IconName = "Bug",
                    Arguments = [Text("faults", "Faults", "posts.throttled=5%,disconnect.lost=20%")],
                    UpdateState = WhenHealthy,
                })
            .WithCommand(
                EndFaults,
                "End faults",
                context => RunAsync(api, context, client => client.EndFaultsAsync(context.CancellationToken), CommandAnswers.InForce),
                new CommandOptions
                {
                    Description = "Nothing goes wrong on purpose any more.",
                    IconName = "BugProhibited",
                    UpdateState = WhenHealthy,
                });
    }

    /// <param name="builder">Where the command is shown: the server of the tables, or the API itself.</param>
    public static IResourceBuilder<T> WithClearTableCommand<T>(this IResourceBuilder<T> builder, WebSocketApiEmulatorResource api, IEnumerable<string> tables)
        where T : IResource => builder.WithCommand(
            ClearTable,
            "Clear a table",
            context => RunAsync(api, context, client => client.ClearTableAsync(Argument(context, "table"), context.CancellationToken), CommandAnswers.Cleared),
            new CommandOptions
            {
                Description = "Deletes every item of a table.",
                ConfirmationMessage = "Every item of the table is deleted. Clear it?",
                IconName = "Delete",
                Arguments =
                [
                    new InteractionInput
                    {
                        Name = "table",
                        Label = "Table",
                        InputType = InputType.Choice,
                        Required = true,
                        Options = [.. tables.Select(table => KeyValuePair.Create(table, table))],
                    },
                ],
                UpdateState = WhenHealthy,
            });

    public static IResourceBuilder<T> WithInvokeCommand<T>(this IResourceBuilder<T> builder, WebSocketApiEmulatorResource api, string functionName)
        where T : IResource => builder.WithCommand(
            Invoke,
            "Invoke",
            context => RunAsync(api, context, client => client.InvokeAsync(functionName, Argument(context, "event"), context.CancellationToken), CommandAnswers.Invoked),
            new CommandOptions
            {
                Description = "Invokes the function with an event, and shows what it answers.",
                IconName = "Play",
                Arguments = [Text("event", "Event (JSON)", EventExample)],
                UpdateState = WhenRunning,
            });

    /// <param name="result">What the console's answer means, in a sentence.</param>
    private static async Task<ExecuteCommandResult> RunAsync(
        WebSocketApiEmulatorResource api,
        ExecuteCommandContext context,
        Func<ConsoleClient, Task<ConsoleAnswer>> change,
        Func<string, ExecuteCommandResult> result) => await change(new ConsoleClient(api, context.Services)) switch
        {
            ConsoleAnswer.Done(var body) => result(body),
            ConsoleAnswer.Refused(var reason) => CommandResults.Failure(reason),
            var other => throw new InvalidOperationException($"An answer of the console that nobody maps: {other}"),
        };

    private static string Argument(ExecuteCommandContext context, string name) => context.Arguments.GetString(name) ?? "";

    private static InteractionInput Text(string name, string label, string placeholder) =>
        new() { Name = name, Label = label, InputType = InputType.Text, Required = true, Placeholder = placeholder };

    private static ResourceCommandState WhenHealthy(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static ResourceCommandState WhenRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
