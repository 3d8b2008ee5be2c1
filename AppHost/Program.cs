// The program under .NET Aspire; the map of the system is Map/ChatMap.cs. Where the package feed has no Aspire, PlainProgram.cs is compiled in its place.
using Chat.AppHost;
using Chat.AppHost.Backends;
using Chat.AppHost.Map;
using Chat.AppHost.Page;
using Chat.AppHost.Publish;

if (args is [PageServer.Option])
{
    return await PageServer.RunAsync();
}

if (args.Contains(PlainStart.Option))
{
    return await PlainStart.RunAsync(args);
}

var builder = DistributedApplication.CreateBuilder(args);
var backend = Backend.Read(builder.Configuration);
if (builder.AddChat(backend) is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

builder.AddCloudAssembly();
return await builder.RunAsync(backend);
