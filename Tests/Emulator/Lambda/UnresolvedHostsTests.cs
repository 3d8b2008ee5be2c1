using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>A function that asks for an address of AWS is told where it is here, by what it writes of the failure.</summary>
public sealed class UnresolvedHostsTests
{
    [Theory]
    [InlineData("Error: getaddrinfo ENOTFOUND ssm.us-east-1.amazonaws.com", "ssm.us-east-1.amazonaws.com")]
    [InlineData("UnknownEndpoint: Inaccessible host: `sqs.eu-west-1.amazonaws.com' at port `undefined'.", "sqs.eu-west-1.amazonaws.com")]
    [InlineData(@"Could not connect to the endpoint URL: ""https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/demo/@connections/L0S=""", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com")]
    [InlineData("System.Net.Http.HttpRequestException: Name or service not known (a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com:443)", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com")]
    [InlineData("dial tcp: lookup bucket.s3.eu-west-1.amazonaws.com on 1.1.1.1:53: no such host", "bucket.s3.eu-west-1.amazonaws.com")]
    [InlineData("Error: getaddrinfo ENOTFOUND example.com", null)]
    [InlineData("Error: getaddrinfo ENOTFOUND sqs.eu-west-1.amazonaws.com.example.com", null)]
    [InlineData("posting to https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/demo", null)]
    public void Line_OfALookUpThatFailed_NamesTheHost(string line, string? host) => Assert.Equal(host, UnresolvedHosts.In(line));

    [Theory]
    [InlineData("a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI")]
    [InlineData("states.eu-west-1.amazonaws.com", "AWS_ENDPOINT_URL_SFN ")]
    [InlineData("bucket.s3.eu-west-1.amazonaws.com", "AWS_ENDPOINT_URL_S3 ")]
    [InlineData("sts.amazonaws.com", "AWS_ENDPOINT_URL_STS ")]
    [InlineData("bedrock-runtime.us-gov-west-1.amazonaws.com", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME ")]
    public void Host_OfAws_LeadsToTheOptionForIt(string host, string option) => Assert.Contains(option, UnresolvedHosts.WayHome(host), StringComparison.Ordinal);

    [Fact]
    public async Task Function_ThatWritesItTwice_IsToldOnce()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, _) = await host.WarmUpAsync();

        process.Write("Error: getaddrinfo ENOTFOUND ssm.us-east-1.amazonaws.com", isError: true);
        process.Write("Error: getaddrinfo ENOTFOUND ssm.us-east-1.amazonaws.com", isError: true);

        Assert.Single(host.Log.Entries, entry => entry.Message.StartsWith($"{LambdaHost.Name} did not reach ssm.us-east-1.amazonaws.com: the service ssm", StringComparison.Ordinal));
    }
}
