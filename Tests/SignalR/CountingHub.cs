using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Tests;

/// <summary>A hub that writes down what is done with it.</summary>
public sealed class CountingHub(List<string> events) : Hub
{
    public override Task OnConnectedAsync()
    {
        events.Add("connected");
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        events.Add("disconnected");
        return Task.CompletedTask;
    }

    public int Count()
    {
        events.Add("counted");
        return 1;
    }

    public Task Tell() => Clients.All.SendAsync("news");

#pragma warning disable CA1822 // A hub method is an instance's.
    public Task Hang() => new TaskCompletionSource().Task;
#pragma warning restore CA1822
}
