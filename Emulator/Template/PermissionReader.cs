using System.Collections.Immutable;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::Lambda::Permission</c>. What has no value here, another stack's bucket as a source say, permits nothing here.</summary>
internal static class PermissionReader
{
    public static ImmutableArray<InvokePermission> Read(ImmutableArray<Resource> resources) =>
    [
        .. resources.Where(resource => resource.Type == "AWS::Lambda::Permission").Select(Read).OfType<InvokePermission>(),
    ];

    private static InvokePermission? Read(Resource resource)
    {
        var source = resource.WhatIsKnown("SourceArn");
        var account = resource.WhatIsKnown("SourceAccount");
        return resource.WhatIsKnown("FunctionName") is Value.Text function
            && resource.WhatIsKnown("Action") is Value.Text action
            && resource.WhatIsKnown("Principal") is Value.Text principal
            && source is Value.Text or Value.Nothing
            && account is Value.Text or Value.Nothing
                ? new InvokePermission(
                    FunctionName.Parse(function.Content).Name,
                    action.Content,
                    principal.Content,
                    (source as Value.Text)?.Content,
                    (account as Value.Text)?.Content)
                : null;
    }
}
