using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Protocol;

/// <summary>What a client is told of an exception, word for word as ASP.NET Core tells it, for clients look at these texts.</summary>
internal static class ErrorText
{
    public static string Of(string sentence, Exception exception, bool detailed) =>
        exception is HubException || detailed ? $"{sentence} {exception.GetType().Name}: {exception.Message}" : sentence;

    public static string Invoking(string method, Exception exception, bool detailed) =>
        Of($"An unexpected error occurred invoking '{method}' on the server.", exception, detailed);
}
