using System.Collections.Immutable;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::IAM::Role</c>, with the <c>AWS::IAM::Policy</c> and <c>AWS::IAM::ManagedPolicy</c> that are attached to it.</summary>
internal sealed class RoleReader(ImmutableArray<Resource> resources)
{
    private const string ManagedPolicyType = "AWS::IAM::ManagedPolicy";

    private readonly ILookup<string, Resource> _byType = resources.ToLookup(resource => resource.Type, StringComparer.Ordinal);

    public ImmutableArray<Role> Read() => [.. _byType["AWS::IAM::Role"].Select(Read)];

    private Role Read(Resource role)
    {
        var managed = _byType[ManagedPolicyType].ToDictionary(policy => policy.Ref, StringComparer.Ordinal);
        ImmutableArray<string> named = [.. Texts(role.WhatIsKnown("ManagedPolicyArns"))];
        var attached = _byType["AWS::IAM::Policy"].Concat(managed.Values)
            .Where(policy => Texts(policy.WhatIsKnown("Roles")).Contains(role.Ref))
            .Concat(named.Where(managed.ContainsKey).Select(arn => managed[arn]))
            .DistinctBy(policy => policy.At.ToString());
        return new Role
        {
            LogicalId = role.LogicalId,
            Name = role.Ref,
            Arn = role.Attribute("Arn"),
            Statements =
            [
                .. Items(role.WhatIsKnown("Policies")).OfType<Value.Map>()
                    .SelectMany(policy => PolicyReader.Read(policy.Entries.GetValueOrDefault("PolicyDocument"), role.At.Into("Policies"))),
                .. attached.SelectMany(policy => PolicyReader.Read(policy.WhatIsKnown("PolicyDocument"), policy.At.Into("PolicyDocument"))),
            ],
            ManagedPolicyArns = [.. named.Where(arn => !managed.ContainsKey(arn))],
            Tags = Items(role.WhatIsKnown("Tags")).OfType<Value.Map>()
                .Select(tag => (Key: tag.Entries.GetValueOrDefault("Key"), Value: tag.Entries.GetValueOrDefault("Value")))
                .Where(tag => tag is (Value.Text, Value.Text))
                .DistinctBy(tag => ((Value.Text)tag.Key!).Content)
                .ToImmutableDictionary(tag => ((Value.Text)tag.Key!).Content, tag => ((Value.Text)tag.Value!).Content, StringComparer.OrdinalIgnoreCase),
            HasBoundary = role.WhatIsKnown("PermissionsBoundary") is not Value.Nothing,
        };
    }

    private static IEnumerable<string> Texts(Value value) => Items(value).OfType<Value.Text>().Select(text => text.Content);

    private static ImmutableArray<Value> Items(Value value) => value is Value.List list ? list.Items : [];
}
