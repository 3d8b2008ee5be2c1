using System.Reflection;
using Amazon.Lambda.RuntimeSupport;

namespace Chat.LambdaHost;

/// <summary>Makes <c>ILambdaLogger</c>, and leads the static <c>LambdaLogger</c> into the same log.</summary>
internal static class Logger
{
    private const string DefaultLevel = "Information";

    public static object Create(Type contract, LogWriter log) => ByName.Create(contract, (method, arguments) =>
    {
        Write(log, method, arguments);
        return null;
    });

    /// <summary>Into the fields that AWS's own host sets, by the same names.</summary>
    public static void Redirect(Assembly core, LogWriter log)
    {
        Set("_loggingAction", (Action<string>)(message => log.Write(DefaultLevel, null, message, [])));
        Set("_loggingWithLevelAction", (Action<string, string, object[]>)((level, message, arguments) => log.Write(level, null, message, arguments)));
        Set("_loggingWithLevelAndExceptionAction", (Action<string, Exception, string, object[]>)((level, exception, message, arguments) => log.Write(level, exception, message, arguments)));

        void Set(string field, Delegate action)
        {
            if (core.GetType(CoreTypes.Logger)?.GetField(field, BindingFlags.NonPublic | BindingFlags.Static) is { } found && found.FieldType.IsInstanceOfType(action))
            {
                found.SetValue(null, action);
            }
        }
    }

    // LogWarning(exception, message, args), Log(level, message, args), LogLine(message): the level is in the name, else the first argument of two.
    private static void Write(LogWriter log, MethodInfo method, object?[] arguments)
    {
        var level = method.Name is "Log" or "LogLine" ? null : method.Name["Log".Length..];
        var exception = arguments.OfType<Exception>().FirstOrDefault();
        var values = arguments is [.., object?[] given] ? given : [];
        var texts = arguments.Where(argument => argument is string or Enum).Select(argument => argument!.ToString()!).ToArray();
        if (level is null && texts.Length > 1)
        {
            level = texts[0];
        }

        log.Write(level ?? DefaultLevel, exception, texts.LastOrDefault() ?? "", values);
    }
}
