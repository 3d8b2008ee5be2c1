using System.Text.Json.Nodes;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Fuzz.Tests;

/// <summary>Templates that are read: real ones with changes. What is wrong with them is said in a <see cref="TemplateException"/>, and in no other way.</summary>
internal sealed class TemplateInputs : IFuzzKind, IDisposable
{
    private static readonly DeployOptions Options = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("chat-fuzz-").FullName;
    private readonly (string Extension, byte[] Bytes)[] _seeds =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Seeds")).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetExtension(file), File.ReadAllBytes(file))),
    ];

    private int _files;

    public string Name => "templates";

    public async Task<int> RunAsync(Random random, CancellationToken cancellationToken)
    {
        var (extension, original) = Noise.Pick(random, _seeds);
        var bytes = extension == ".json" && random.Next(3) != 0 ? MutateTree(random, original) : Noise.Mutate(random, original);
        var file = Path.Combine(_folder, $"{Interlocked.Increment(ref _files)}{extension}");
        await File.WriteAllBytesAsync(file, bytes, cancellationToken);
        try
        {
            // On a thread of its own turn: reading has no token to stop it, so that is how a hang shows.
            await Task.Run(() => CloudAssembly.Read(file, Options), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (TemplateException e) when (e.Message.Length > 0)
        {
        }
        finally
        {
            File.Delete(file);
        }

        return 1;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] MutateTree(Random random, byte[] original)
    {
        var root = JsonNode.Parse(original)!;
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            Change(random, root);
        }

        return System.Text.Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    // Down to some node, and another value in its place.
    private static void Change(Random random, JsonNode node)
    {
        while (true)
        {
            switch (node)
            {
                case JsonObject { Count: > 0 } entries:
                    var name = entries.ElementAt(random.Next(entries.Count)).Key;
                    if (entries[name] is not (JsonObject or JsonArray) || random.Next(5) == 0)
                    {
                        if (random.Next(4) == 0)
                        {
                            entries.Remove(name);
                        }
                        else
                        {
                            entries[name] = Value(random);
                        }

                        return;
                    }

                    node = entries[name]!;
                    break;
                case JsonArray { Count: > 0 } items:
                    var at = random.Next(items.Count);
                    if (items[at] is not (JsonObject or JsonArray) || random.Next(5) == 0)
                    {
                        items[at] = Value(random);
                        return;
                    }

                    node = items[at]!;
                    break;
                default:
                    return;
            }
        }
    }

    private static JsonNode? Value(Random random) => random.Next(9) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next()),
        2 => JsonValue.Create(random.Next(2) == 0),
        3 => new JsonObject(),
        4 => new JsonArray(JsonValue.Create(Noise.Text(random, 1))),
        5 => new JsonObject { ["Ref"] = Noise.Pick(random, (ReadOnlySpan<string>)["AWS::NoValue", "AWS::Region", "None", "Chat", ""]) },
        6 => new JsonObject { [Noise.Pick(random, (ReadOnlySpan<string>)["Fn::Sub", "Fn::GetAtt", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::If", "Fn::FindInMap", "Fn::ImportValue", "Fn::Cidr", "Fn::Base64"])] = Value(random) },
        7 => JsonValue.Create("${" + Noise.Text(random, 1) + "}"),
        _ => JsonValue.Create(Noise.Text(random)),
    };
}
