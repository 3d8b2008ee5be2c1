using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Chat.Contracts.Faults;
using Chat.Emulator.Options;
using Chat.Emulator.Telemetry;

namespace Chat.Emulator.Invocations.Faults;

/// <summary>
/// The faults in force. They can be swapped at any time: a request that is under way keeps those that it found. While there are none,
/// who asks pays for one read of a field.
/// </summary>
internal sealed partial class FaultInjection
{
    // In a storm the log tells of the first hundred and then of ten a second; the counter has them all.
    private const int LoggedPerSecond = 10;
    private const int LoggedAtOnce = 100;

    private readonly TimeProvider _time;
    private readonly ILogger<FaultInjection> _logger;
    private readonly Counter<long> _struck;
    private readonly TokenBucket _lines = new(LoggedPerSecond, LoggedAtOnce);
    private readonly long _start;
    private volatile FaultsInForce? _inForce;

    public FaultInjection(IMeterFactory meters, TimeProvider time, ILogger<FaultInjection> logger, EmulatorOptions? options = null)
    {
        _time = time;
        _logger = logger;
        _start = time.GetTimestamp();
        _struck = meters.Create(EmulatorMeter.Name).CreateCounter<long>("FaultCount", description: "Faults that struck because they were asked for");
        if (options is not null)
        {
            Set(options.Faults);
        }
    }

    /// <summary>Null while nothing goes wrong on purpose.</summary>
    public FaultsInForce? InForce => _inForce;

    /// <summary>What is in force, with the seed that it draws from.</summary>
    public FaultSettings Settings => _inForce?.Settings ?? FaultSettings.None;

    /// <summary>Puts these in force, from the first draw on, and returns them with their seed. The settings are in range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public FaultSettings Set(FaultSettings settings)
    {
        if (settings.FindError() is { } error)
        {
            throw new ArgumentException(error, nameof(settings));
        }

        if (!settings.IsAny)
        {
            if (_inForce is not null)
            {
                _inForce = null;
                LogOff();
            }

            return FaultSettings.None;
        }

        var seeded = settings with { Seed = settings.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue) };
        _inForce = new FaultsInForce(seeded, this, _time);
        LogOn(seeded);
        return seeded;
    }

    /// <summary>Counts a strike and, where it isn't one of every request's, logs it.</summary>
    /// <param name="what">The connection, or the function, that it struck.</param>
    public void Record(Fault fault, string what, bool isOfEveryRequest)
    {
        _struck.Add(1, new KeyValuePair<string, object?>("Fault", fault.ToString()));
        if (!isOfEveryRequest && _lines.TryTake(_time.GetElapsedTime(_start).Ticks))
        {
            LogStruck(fault, what);
        }
        else
        {
            LogStruckToo(fault, what);
        }
    }

    [LoggerMessage(1750, LogLevel.Warning, "Faults are in force, on purpose: {Settings}")]
    private partial void LogOn(FaultSettings settings);

    [LoggerMessage(1751, LogLevel.Information, "No faults are in force any longer")]
    private partial void LogOff();

    [LoggerMessage(1752, LogLevel.Information, "Fault on purpose: {Fault} ({What})")]
    private partial void LogStruck(Fault fault, string what);

    [LoggerMessage(1753, LogLevel.Debug, "Fault on purpose: {Fault} ({What})")]
    private partial void LogStruckToo(Fault fault, string what);
}
