using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Chat.Contracts.Faults;

/// <summary>Faults as people write them: <c>posts.latency=10ms,posts.throttled=5%,disconnect.lost=20%,seed=42</c>.</summary>
public static class FaultText
{
    private const string Seed = "seed";

    internal static readonly ImmutableArray<Named> Faults =
    [
        new("posts.latency", false, settings => settings.PostsLatencyMs, (settings, value) => settings with { PostsLatencyMs = value }),
        new("posts.throttled", true, settings => settings.PostsThrottled, (settings, value) => settings with { PostsThrottled = value }),
        new("posts.failed", true, settings => settings.PostsFailed, (settings, value) => settings with { PostsFailed = value }),
        new("posts.reordered", true, settings => settings.PostsReordered, (settings, value) => settings with { PostsReordered = value }),
        new("posts.answerLost", true, settings => settings.PostsAnswerLost, (settings, value) => settings with { PostsAnswerLost = value }),
        new("messages.reordered", true, settings => settings.MessagesReordered, (settings, value) => settings with { MessagesReordered = value }),
        new("disconnect.lost", true, settings => settings.DisconnectLost, (settings, value) => settings with { DisconnectLost = value }),
        new("invocations.latency", false, settings => settings.InvocationsLatencyMs, (settings, value) => settings with { InvocationsLatencyMs = value }),
        new("invocations.failed", true, settings => settings.InvocationsFailed, (settings, value) => settings with { InvocationsFailed = value }),
        new("invocations.timedout", true, settings => settings.InvocationsTimedOut, (settings, value) => settings with { InvocationsTimedOut = value }),
        new("handshake.latency", false, settings => settings.HandshakeLatencyMs, (settings, value) => settings with { HandshakeLatencyMs = value }),
    ];

    /// <summary>Every name, for help and errors.</summary>
    public static string Names { get; } = string.Join(", ", Faults.Select(fault => fault.Name).Append(Seed));

    /// <summary>False, with what is wrong and what would be right, when the text names no faults.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FaultSettings? settings, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        settings = null;
        error = null;
        var parsed = FaultSettings.None;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            error = Add(part, seen, ref parsed);
            if (error is not null)
            {
                return false;
            }
        }

        error = parsed.FindError();
        settings = error is null ? parsed : null;
        return error is null;
    }

    /// <summary>What is on, as <see cref="TryParse"/> reads it; empty when nothing is.</summary>
    public static string Of(FaultSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return string.Join(", ", PartsOf(settings).Select(part => $"{part.Key}={part.Value}"));
    }

    /// <summary>What is on: names, and values as people write them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> PartsOf(FaultSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var parts = Faults.Where(fault => fault.Get(settings) > 0).Select(fault => KeyValuePair.Create(fault.Name, fault.IsShare
            ? string.Create(CultureInfo.InvariantCulture, $"{fault.Get(settings) * 100:0.####}%")
            : string.Create(CultureInfo.InvariantCulture, $"{fault.Get(settings):0.###}ms")));
        return settings.Seed is { } seed ? parts.Append(KeyValuePair.Create(Seed, seed.ToString(CultureInfo.InvariantCulture))) : parts;
    }

    private static string? Add(string part, HashSet<string> seen, ref FaultSettings settings)
    {
        if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var value])
        {
            return $"'{part}' has no '='. A fault is written like posts.latency=10ms or posts.throttled=5%.";
        }

        if (!seen.Add(name))
        {
            return $"'{name}' is there twice.";
        }

        if (name == Seed)
        {
            settings = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? settings with { Seed = seed } : settings;
            return settings.Seed is null ? $"'{part}': the seed is a whole number, such as seed=42." : null;
        }

        if (Faults.FirstOrDefault(fault => fault.Name == name) is not { } found)
        {
            return $"There is no fault '{name}'. The faults are: {Names}.";
        }

        if ((found.IsShare ? Share(value) : Milliseconds(value)) is not { } number)
        {
            return found.IsShare
                ? $"'{part}' needs a share, such as {name}=5% or {name}=0.05."
                : $"'{part}' needs a time, such as {name}=10ms or {name}=1.5s.";
        }

        settings = found.Set(settings, number);
        return null;
    }

    private static double? Share(string value) => value.EndsWith('%') ? Number(value[..^1]) / 100 : Number(value);

    private static double? Milliseconds(string value) =>
        value.EndsWith("ms", StringComparison.Ordinal) ? Number(value[..^2])
        : value.EndsWith('s') ? Number(value[..^1]) * 1000
        : null;

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal sealed record Named(string Name, bool IsShare, Func<FaultSettings, double> Get, Func<FaultSettings, double, FaultSettings> Set);
}
