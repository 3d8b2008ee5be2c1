using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace Chat.Conformance.Tests.Target;

/// <summary>Any other target: somebody has set it up with the template's APIs, and a file says where they are.</summary>
internal sealed class FileDriver : IDriver
{
    private readonly TargetFile _file;

    private FileDriver(TargetFile file) => _file = file;

    public string Name => _file.Name;

    public TimeSpan Silence => TimeSpan.FromSeconds(_file.SilenceSeconds);

    public IReadOnlyDictionary<int, string> Untried => _file.CannotBeTried;

    /// <summary>Throws when it isn't there, or says something else than a driver's file says.</summary>
    public static FileDriver Read(string file)
    {
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllText(file), TargetFileJson.Default.TargetFile) ?? throw new JsonException("it says nothing");
            return read.Apis.ContainsKey("main") ? new FileDriver(read) : throw new JsonException("apis has no 'main'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidOperationException($"{Drivers.Target}: {file} can't be read as a driver: {e.Message} Tests/Conformance/README.md shows one.", e);
        }
    }

    public Task<Deployment> DeployAsync(CancellationToken cancellationToken) => Task.FromResult(
        new Deployment(
            _file.Apis.ToDictionary(
                api => api.Key,
                api => api.Value.Connections is { } connections ? new Endpoint(api.Value.Url, connections) : Endpoint.Of(api.Value.Url)),
            new BasicAWSCredentials(_file.AccessKeyId, _file.SecretAccessKey),
            _file.Region)
        {
            Versions = _file.Versions,
        });
}

/// <param name="Name">What reports call the target.</param>
/// <param name="Apis">By the API's name in the template, in small letters.</param>
/// <param name="Versions">Of everything that ran.</param>
/// <param name="Region">Of the signatures.</param>
/// <param name="AccessKeyId">Not of an account: the file may be passed on.</param>
/// <param name="SecretAccessKey">The same.</param>
/// <param name="SilenceSeconds">How long a test listens before it says that nothing came.</param>
/// <param name="CannotBeTried">Statements with the reason for each.</param>
internal sealed record TargetFile(
    string Name,
    IReadOnlyDictionary<string, TargetFileApi> Apis,
    string Versions = "",
    string Region = "us-east-1",
    string AccessKeyId = "test",
    string SecretAccessKey = "test",
    double SilenceSeconds = 1,
    IReadOnlyDictionary<int, string>? CannotBeTried = null)
{
    public IReadOnlyDictionary<int, string> CannotBeTried { get; } = CannotBeTried ?? new Dictionary<int, string>();
}

/// <param name="Url">What clients connect to.</param>
/// <param name="Connections">What stands before <c>/@connections</c>; as on AWS when it isn't said.</param>
internal sealed record TargetFileApi(Uri Url, Uri? Connections = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TargetFile))]
internal sealed partial class TargetFileJson : JsonSerializerContext;
