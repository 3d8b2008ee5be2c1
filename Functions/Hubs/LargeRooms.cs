using System.Globalization;
using Chat.Functions.Broadcasting;
using Chat.SignalR.Slices;

namespace Chat.Functions.Hubs;

/// <summary>How calls to large rooms are split, as the environment has it.</summary>
internal static class LargeRooms
{
    /// <summary>Null where there is no function for it.</summary>
    public static FanOutOptions? Find(ChatEnvironment environment, TimeProvider time)
    {
        if (environment.BroadcastFunction is not { Length: > 0 } function)
        {
            return null;
        }

        var options = new FanOutOptions { Invoke = EventInvoker.Open(function, environment.Region, time).InvokeAsync };
        if (Count(environment.BroadcastThreshold, "BROADCAST_THRESHOLD") is { } threshold)
        {
            options.Threshold = threshold;
        }

        if (Count(environment.BroadcastRate, "BROADCAST_RATE") is { } rate)
        {
            options.PostsPerSecond = rate;
        }

        return options;
    }

    private static int? Count(string? text, string variable) => text switch
    {
        null or "" => null,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => count,
        _ => throw new ChatConfigurationException($"{variable} is '{text}': it must be a whole number, 1 or more"),
    };
}
