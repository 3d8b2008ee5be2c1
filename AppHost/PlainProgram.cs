// The program where the package feed has no Aspire; see Program.cs for the other.
using Chat.AppHost;
using Chat.AppHost.Page;

return args is [PageServer.Option] ? await PageServer.RunAsync() : await PlainStart.RunAsync(args);
