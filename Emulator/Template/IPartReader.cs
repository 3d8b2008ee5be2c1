using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>Reads a part of the templates that <see cref="Stack"/> has no property for.</summary>
internal interface IPartReader
{
    /// <summary>True when the resource is run, or needs no running beside what is.</summary>
    /// <param name="stack">Its functions, tables and APIs.</param>
    bool IsRun(Resource resource, Stack stack);

    /// <summary>The part: found again by its type, with <see cref="Stack.Part"/>.</summary>
    /// <exception cref="TemplateException">A resource isn't what it has to be.</exception>
    object Read(ImmutableArray<Resource> resources, Stack stack);
}
