using Amazon.Lambda.Core;

namespace Chat.SignalR;

/// <summary>
/// What a hub can find out about the event that it runs in: <c>Context.Features.Get&lt;ILambdaEventFeature&gt;()</c>. Null under ASP.NET Core.
/// </summary>
public interface ILambdaEventFeature
{
    /// <summary>The API's domain.</summary>
    string DomainName { get; }

    /// <summary>The API's stage.</summary>
    string Stage { get; }

    /// <summary>The function's log.</summary>
    ILambdaLogger Log { get; }
}
