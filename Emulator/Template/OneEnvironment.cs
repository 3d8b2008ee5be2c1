using System.Collections.Immutable;
using Chat.Emulator.Options;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>
/// An app may deploy a stack to several regions or accounts, with the same names in each. Here each name is there once, so such an app is read as what it deploys to one of
/// them: that of <c>--region</c> and <c>--account</c>, else the first that has a WebSocket API. Stacks of several regions whose names differ are read together.
/// </summary>
internal static class OneEnvironment
{
    public static ImmutableArray<Resource> Of(ImmutableArray<Resource> resources, DeployOptions options, ReadingNotes notes)
    {
        if (!ShareNames(resources))
        {
            return resources;
        }

        ImmutableArray<TemplateContext> all = [.. resources.Select(resource => resource.Context).Distinct()];
        var one = all.FirstOrDefault(context => context.Region == options.Region && context.AccountId == (options.Account ?? context.AccountId))
            ?? all.FirstOrDefault(context => options.Region is null && context.AccountId == options.Account)
            ?? resources.FirstOrDefault(resource => resource.Type == ApiReader.ApiType && ApiReader.IsWebSocket(resource))?.Context
            ?? all[0];
        foreach (var (stack, context) in resources.Select(resource => (resource.Template.StackName, resource.Context)).Distinct().Where(each => each.Context != one))
        {
            var (place, option) = context.AccountId == one.AccountId
                ? (context.Region, $"--region {context.Region}")
                : ($"the account {context.AccountId}", $"--account {context.AccountId} --region {context.Region}");
            notes.Add($"The stack {stack} isn't run: it goes to {place}, with names that are taken by the stacks that run. To run it in their place: {option}.");
        }

        return [.. resources.Where(resource => resource.Context == one)];
    }

    private static bool ShareNames(ImmutableArray<Resource> resources) =>
        resources.Select(resource => resource.Context).Distinct().Skip(1).Any()
        && resources
            .Where(resource => resource.Type == FunctionReader.FunctionType || TableReader.IsTable(resource.Type))
            .GroupBy(resource => (IsFunction: resource.Type == FunctionReader.FunctionType, resource.Ref))
            .Any(name => name.Select(resource => resource.Context).Distinct().Skip(1).Any());
}
