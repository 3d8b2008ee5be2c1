using System.Globalization;
using Chat.Contracts.Console;
using Chat.Emulator.Lambda;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.LiveConsole;

/// <summary>The limits that hold now, for people to read.</summary>
internal static class LimitsInForce
{
    public static IEnumerable<LimitView> Of(ConsoleSources sources)
    {
        var limits = sources.Limits;
        yield return new("Frame from a client", Bytes(limits.MaxFrameBytes), "AWS");
        yield return new("Message either way", Bytes(limits.MaxMessageBytes), "AWS");
        yield return new("Idle connection", Time(limits.IdleTimeout), "AWS");
        yield return new("Connection's life", Time(limits.MaxConnectionDuration), "AWS");
        yield return new("Authorizer's answer", Bytes(Quotas.MaxAuthorizerResultBytes), "AWS");
        yield return new("Messages of one connection in progress", Number(limits.MaxConcurrentMessages), "emulator");
        yield return new("Messages waiting for a slow client", $"{Number(limits.MaxQueuedMessages)}, {Bytes(limits.MaxQueuedBytes)}", "emulator");
        yield return new(
            "Posts that a slow client may refuse",
            limits.SlowConsumerRefusals == 0 ? "any number" : $"{Number(limits.SlowConsumerRefusals)} in {limits.SlowConsumerPeriod.TotalSeconds:0.#} s",
            "--slow-consumers");
        yield return new("Invocations waiting for a function", Number(LambdaQuotas.MaxWaiting), "emulator");
        yield return new("Environments of a function", Number(sources.Options.MaxEnvironments), "--max-environments");
        if (!limits.AreRatesEnforced)
        {
            yield return new("Rates of account, stage and route", "off", "--limits off");
            yield break;
        }

        yield return new("Requests of the account", $"{Number(limits.AccountRate)}/s, burst {Number(limits.AccountBurst)}", "AWS");
        yield return new("New connections of the account", $"{Number(limits.NewConnectionRate)}/s", "AWS");
        foreach (var stage in sources.Stack.Apis.SelectMany(api => api.Stages))
        {
            foreach (var (name, throttle) in stage.RouteThrottles
                .OrderBy(route => route.Key, StringComparer.Ordinal)
                .Select(route => ($"Route {route.Key} of stage {stage.Name}", route.Value))
                .Append(($"Other routes of stage {stage.Name}", stage.DefaultThrottle))
                .Where(limit => limit.Item2 != ThrottleSettings.None))
            {
                yield return new(name, string.Create(
                    CultureInfo.InvariantCulture, $"{throttle.RateLimit?.ToString(CultureInfo.InvariantCulture) ?? "account's rate"}/s, burst {throttle.BurstLimit?.ToString(CultureInfo.InvariantCulture) ?? "account's"}"), "template");
            }
        }
    }

    private static string Bytes(int bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KB");

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min");
}
