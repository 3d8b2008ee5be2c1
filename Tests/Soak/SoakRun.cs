using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Host;
using Chat.Emulator.Options;
using Microsoft.Extensions.Logging;

namespace Chat.Soak.Tests;

/// <summary>One run against one emulator, with the chat's own stack and a folder for everything that it writes.</summary>
internal sealed class SoakRun(SoakPlan plan, TextWriter progress)
{
    private const string Table = "websocket-connections";

    // What is under way when the last word is said: a function may have been stopped, and another killed.
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);

    // A row younger than that may belong to a handshake: the chat removes it with the first post after that.
    private static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(32);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ConcurrentQueue<string> _errors = new();

    public async Task<SoakOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("chat-soak-");
        try
        {
            var processes = new RunProcesses(folder.FullName);
            var code = CopyFunctions(Path.Combine(folder.FullName, "functions"));
            SoakOutcome outcome;
            using (var errors = new ErrorLog(_errors.Enqueue))
            {
                await using var cloud = await LocalCloud.StartAsync(
                    Options(folder.FullName, code), logging => logging.AddProvider(errors), cancellationToken);
                outcome = await RunAsync(cloud, new Chaos(processes, code, plan.Seed, _time), cancellationToken);
            }

            return outcome with { ProcessesLeft = processes.All().Length, Errors = [.. _errors] };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<SoakOutcome> RunAsync(LocalCloud cloud, Chaos chaos, CancellationToken cancellationToken)
    {
        var ledger = new Ledger(_time);
        var crowd = new Crowd(cloud.Stages.Single().WebSocketUrl, plan, ledger, _time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(plan.Duration);
        var striking = plan.IsRough ? chaos.RunAsync(over.Token) : Task.CompletedTask;
        var stayed = await crowd.TalkAsync(over.Token);
        await striking;
        var lastJoin = _time.GetTimestamp();

        await SettleAsync(ledger);
        await Task.WhenAll(stayed.Select(member => member.LeaveAsync(isOrderly: true)));
        foreach (var member in stayed)
        {
            member.Dispose();
        }

        await progress.WriteLineAsync("Everybody has left; rows of those whose function was killed are tidied up with the next message.");
        var rows = await TidyUpAsync(cloud, crowd, lastJoin);
        return new SoakOutcome
        {
            Seed = plan.Seed,
            Messages = ledger.Close(),
            Chaos = chaos.Counts,
            Joins = crowd.Joins,
            Refused = crowd.Refused,
            RowsLeft = rows,
            ProcessesLeft = 0,
            Errors = [],
        };
    }

    private async Task SettleAsync(Ledger ledger)
    {
        var start = _time.GetTimestamp();
        while (!ledger.IsSettled && _time.GetElapsedTime(start) < SettleLimit)
        {
            await Task.Delay(Pause, _time, CancellationToken.None);
        }
    }

    // AWS tells a killed function's $disconnect nobody again: such a row goes with the first message that finds the connection gone.
    private async Task<int> TidyUpAsync(LocalCloud cloud, Crowd crowd, long lastJoin)
    {
        using var table = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = cloud.TableEndpoint!.ToString(), AuthenticationRegion = "us-east-1" });
        var rows = await CountAsync(table, until: 0, TimeSpan.FromSeconds(5));
        if (rows > 0)
        {
            await progress.WriteLineAsync($"{rows} rows are left of killed functions.");
            var wait = OpeningTime - _time.GetElapsedTime(lastJoin);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _time, CancellationToken.None);
            using var tidier = await crowd.JoinAsync();
            await crowd.SayAsync(tidier);
            await CountAsync(table, until: 1, TimeSpan.FromSeconds(10));
            await tidier.LeaveAsync(isOrderly: true);
        }

        return await CountAsync(table, until: 0, TimeSpan.FromSeconds(20));
    }

    private async Task<int> CountAsync(AmazonDynamoDBClient table, int until, TimeSpan limit)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            var rows = (await table.ScanAsync(new ScanRequest(Table) { ConsistentRead = true, Select = Select.COUNT })).Count ?? 0;
            if (rows <= until || _time.GetElapsedTime(start) > limit)
            {
                return rows;
            }

            await Task.Delay(Pause, _time, CancellationToken.None);
        }
    }

    private static EmulatorOptions Options(string folder, string code) => new()
    {
        Assembly = BuildMetadata.Find("CloudAssembly"),
        Port = 0,
        DataFolder = Path.Combine(folder, "data"),
        TlsFolder = Path.Combine(folder, "tls"),
        Watch = true,
        AreRatesEnforced = false,
        Run = ImmutableDictionary<string, string>.Empty.Add(
            EmulatorOptions.EveryFunction,
            $"\"{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}\" \"{Path.Combine(code, "Chat.Functions.dll")}\""),
    };

    private static string CopyFunctions(string target)
    {
        var source = BuildMetadata.Find("Functions");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }
}
