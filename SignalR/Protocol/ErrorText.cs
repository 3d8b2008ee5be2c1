using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Protocol;

/// <summary>What a client is told of an exception, word for word as ASP.NET Core tells it, for clients look at these texts.</summary>
internal static class ErrorText
{
    public static string Of(string sentence, Exception exception, bool detailed) =>
        exception is HubException || detailed ? $"{sentence} {exception.GetType().Name}: {exception.Message}" : sentence;

    public static string Unknown(string method) => $"Unknown hub method '{method}'";

    /// <summary>A method that gives a stream was called for one result.</summary>
    public static string NotInvoked(string method) => $"The client attempted to invoke the streaming '{method}' method with a non-streaming invocation.";

    /// <summary>A method that gives one result was called for a stream.</summary>
    public static string NotStreamed(string method) => $"The client attempted to invoke the non-streaming '{method}' method with a streaming invocation.";

    public static string Invoking(string method, Exception exception, bool detailed) =>
        Of($"An unexpected error occurred invoking '{method}' on the server.", exception, detailed);
}
