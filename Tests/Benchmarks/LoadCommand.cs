using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;
using Chat.Benchmarks.Scenarios;

namespace Chat.Benchmarks;

/// <summary><c>load</c>: one scenario against any endpoint, the result as JSON on standard output.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var url = new Option<Uri>("--url") { Description = "The WebSocket API, such as ws://127.0.0.1:4510/demo.", Required = true, CustomParser = ReadUri };
        var scenario = new Option<string>("--scenario") { Description = string.Join(", ", LoadScenarios.Names), DefaultValueFactory = _ => LoadScenarios.Broadcast };
        var n = new Option<int>("--n") { Description = "Clients.", DefaultValueFactory = _ => 50 };
        var senders = new Option<int>("--senders") { Description = "Clients that send, each in a closed loop.", DefaultValueFactory = _ => 1 };
        var messages = new Option<int>("--messages") { Description = "Messages at most.", DefaultValueFactory = _ => 1_000 };
        var seconds = new Option<double>("--seconds") { Description = "Seconds at most.", DefaultValueFactory = _ => 10 };
        var size = new Option<int>("--size") { Description = "Bytes of a message's text.", DefaultValueFactory = _ => 64 };
        var concurrency = new Option<int>("--concurrency") { Description = "Handshakes at a time.", DefaultValueFactory = _ => LoadScenarios.ConnectConcurrency };
        var action = new Option<string>("--action") { Description = "The action that the scenario 'answer' sends.", DefaultValueFactory = _ => "echo" };
        var table = new Option<Uri?>("--table") { Description = "The DynamoDB endpoint, for the scenario 'leave'.", CustomParser = ReadUri };
        scenario.AcceptOnlyFromAmong(LoadScenarios.Names);
        var command = new Command("load", "Runs one scenario against an endpoint.") { url, scenario, n, senders, messages, seconds, size, concurrency, action, table };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var crowd = new Crowd(result.GetRequiredValue(url));
            var figures = await LoadScenarios.RunAsync(
                crowd,
                new LoadOptions(
                    result.GetRequiredValue(scenario),
                    result.GetValue(n),
                    result.GetValue(senders),
                    result.GetValue(messages),
                    TimeSpan.FromSeconds(result.GetValue(seconds)),
                    result.GetValue(size),
                    result.GetValue(concurrency),
                    result.GetRequiredValue(action),
                    result.GetValue(table)),
                cancellationToken);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(figures, ReportJson.Default.DictionaryStringDouble));
            return 0;
        });
        return command;
    }

    private static Uri? ReadUri(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "ws" or "http" && uri.IsLoopback)
        {
            return uri;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no address on this machine that starts with ws:// or http://.");
        return null;
    }
}
