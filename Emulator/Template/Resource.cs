using System.Collections.Immutable;
using System.Text.Json;
using Chat.Emulator.Options;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>A resource that the stack creates: its condition, if it has one, is true.</summary>
internal sealed class Resource
{
    private readonly Resolver _resolver;
    private readonly JsonElement _json;

    private Resource(string logicalId, string type, JsonElement json, Resolver resolver)
    {
        _resolver = resolver;
        _json = json;
        LogicalId = logicalId;
        Type = type;
        At = resolver.Template.At.Into(logicalId);
        var properties = json.TryGet("Properties");
        Properties = new Properties(name => Property(properties, name), At, resolver.Reading.Notes);
    }

    public string LogicalId { get; }

    public string Type { get; }

    public Location At { get; }

    public Properties Properties { get; }

    public TemplateFile Template => _resolver.Template;

    /// <summary>Where its stack goes.</summary>
    public TemplateContext Context => _resolver.Context;

    public ReadingNotes Notes => _resolver.Reading.Notes;

    /// <summary>Whether what it nests, if it is a nested stack, is here too.</summary>
    public bool HasTemplate => _resolver.NestedStacks.Find(LogicalId) is not null;

    /// <summary>What <c>Ref</c> of it gives: a name or an id.</summary>
    public string Ref => ((Value.Text)_resolver.References.Ref(LogicalId, At)).Content;

    /// <summary>Whether its <c>DependsOn</c> names the other, which AWS then makes first. What follows from references is not looked at.</summary>
    public bool DependsOn(string logicalId) => _json.TryGet("DependsOn") switch
    {
        { ValueKind: JsonValueKind.String } one => one.ValueEquals(logicalId),
        { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(logicalId)),
        _ => false,
    };

    /// <summary>A property as it stands in the file, nothing resolved.</summary>
    public JsonElement? Json(string property)
    {
        Notes.Ask(At.Into(property));
        return _json.TryGetObject("Properties")?.TryGet(property);
    }

    public string Attribute(string name) => _resolver.References.GetAtt(LogicalId, name, At).Content;

    /// <summary>An entry of its <c>Metadata</c>, such as <c>aws:asset:path</c>.</summary>
    public string? Metadata(string name) => _json.TryGetObject("Metadata")?.TryGetText(name);

    /// <summary>A property that may name what only AWS knows: <see cref="Value.Unknown"/> stands where it does.</summary>
    public Value WhatIsKnown(string name) => Json(name) is { } json ? _resolver.ResolveWhatIsKnown(json, At.Into(name)) : Value.Nothing.Instance;

    /// <summary>The resources of all templates, in the files' order.</summary>
    public static ImmutableArray<Resource> In(IEnumerable<TemplateFile> templates, DeployOptions options)
    {
        return In(templates, new Reading(options));
    }

    public static ImmutableArray<Resource> In(IEnumerable<TemplateFile> templates, Reading reading)
    {
        Resolver[] stacks = [.. templates.Select(template => Root(template, reading))];
        foreach (var stack in stacks)
        {
            reading.Exports.Add(stack);
        }

        return [.. stacks.SelectMany(In)];
    }

    private static Resolver Root(TemplateFile template, Reading reading) => new(
        template, TemplateContext.Of(template, reading.Options), reading, name => ArgumentOf(template, name, reading.Options) is { } text ? new Value.Text(text) : null);

    private static string? ArgumentOf(TemplateFile template, string parameter, DeployOptions options) =>
        options.Parameters.GetValueOrDefault($"{template.StackName}:{parameter}")
        ?? options.Parameters.GetValueOrDefault(parameter)
        ?? template.Arguments.GetValueOrDefault(parameter);

    private static IEnumerable<Resource> In(Resolver stack)
    {
        foreach (var entry in stack.Template.Section("Resources"))
        {
            var at = stack.Template.At.Into(entry.Name);
            var type = entry.Value.TryGetText("Type") ?? throw at.Error("must be a resource: an object with a Type.");
            if (entry.Value.TryGetText("Condition") is not { } condition || stack.Conditions.IsTrue(condition, at.Into("Condition")))
            {
                yield return new Resource(entry.Name, type, entry.Value, stack);
                if (type == NestedStacks.StackType && stack.NestedStacks.Find(entry.Name) is { } nested)
                {
                    foreach (var resource in In(nested))
                    {
                        yield return resource;
                    }
                }
            }
        }
    }

    private Value Property(JsonElement? properties, string name) =>
        properties?.TryGet(name) is { } json ? _resolver.Resolve(json, At.Into(name)) : Value.Nothing.Instance;
}
