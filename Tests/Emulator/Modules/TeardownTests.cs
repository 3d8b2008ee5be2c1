using Chat.Emulator.Modules;

namespace Chat.Emulator.Tests.Modules;

public sealed class TeardownTests
{
    [Fact]
    public async Task Dispose_OnePartThrows_TheOthersAreTakenDownAllTheSame()
    {
        var down = new List<string>();

        var thrown = await Assert.ThrowsAsync<IOException>(() => Teardown.AllAsync(
            new Part(() => down.Add("first")),
            null,
            new Part(() => throw new IOException("stuck")),
            new Part(() => down.Add("last"))));

        Assert.Equal("stuck", thrown.Message);
        Assert.Equal(["first", "last"], down);
    }

    [Fact]
    public async Task Dispose_TwoPartsThrow_BothAreTold()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Teardown.AllAsync(
            new Part(() => throw new IOException("one")), new Part(() => throw new IOException("two"))));

        Assert.Equal(["one", "two"], thrown.InnerExceptions.Select(exception => exception.Message));
    }

    private sealed class Part(Action dispose) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            dispose();
            return ValueTask.CompletedTask;
        }
    }
}
