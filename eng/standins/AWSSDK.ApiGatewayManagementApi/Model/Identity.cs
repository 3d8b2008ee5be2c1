namespace Amazon.ApiGatewayManagementApi.Model;

/// <summary>Who opened a connection.</summary>
public class Identity
{
    public string? SourceIp { get; set; }

    public string? UserAgent { get; set; }
}
