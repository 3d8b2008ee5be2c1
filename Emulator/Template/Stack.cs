using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>What the emulator runs, read from templates. Immutable.</summary>
public sealed record Stack
{
    /// <summary>The account and the region that the stack goes to; of an assembly with several, those of its first API.</summary>
    public TemplateContext Context { get; init; } = new(TemplateContext.DefaultRegion);

    public required ImmutableArray<WebSocketApi> Apis { get; init; }

    public required ImmutableArray<Function> Functions { get; init; }

    public required ImmutableArray<Table> Tables { get; init; }

    /// <summary>The functions that get the changes of its tables.</summary>
    public ImmutableArray<StreamMapping> StreamMappings { get; init; } = [];

    public ImmutableArray<Role> Roles { get; init; } = [];

    /// <summary>Who may invoke which function.</summary>
    public ImmutableArray<InvokePermission> Permissions { get; init; } = [];

    /// <summary>What has no property here, by its type: see <see cref="IPartReader"/>.</summary>
    internal ImmutableDictionary<Type, object> Parts { get; init; } = ImmutableDictionary<Type, object>.Empty;

    /// <summary>What of the templates isn't here as it is on AWS, a sentence each: said at start.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Resources of the templates that the emulator doesn't run: named at start, never ignored silently.</summary>
    public required ImmutableArray<ResourceNotRun> NotRun { get; init; }

    /// <summary>Null when nobody has read such a part.</summary>
    internal T? Part<T>()
        where T : class => (T?)Parts.GetValueOrDefault(typeof(T));
}

/// <summary>A resource that is in the template but has no counterpart here.</summary>
public sealed record ResourceNotRun(string LogicalId, string Type);
