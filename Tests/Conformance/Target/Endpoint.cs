namespace Chat.Conformance.Tests.Target;

/// <summary>Where an API is.</summary>
/// <param name="Url">What clients connect to: <c>ws://127.0.0.1:4510/main</c>.</param>
/// <param name="Connections">What stands before <c>/@connections</c>: <c>http://127.0.0.1:4510/main</c>.</param>
internal sealed record Endpoint(Uri Url, Uri Connections)
{
    /// <summary>As on AWS: the same address with the scheme of HTTP.</summary>
    public static Endpoint Of(Uri url) => new(url, new UriBuilder(url) { Scheme = url.Scheme == Uri.UriSchemeWss ? "https" : "http" }.Uri);
}
