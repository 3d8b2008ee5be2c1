// The program where the package feed has no Aspire; see Program.cs for the other.
return await Chat.AppHost.PlainStart.RunAsync(args);
