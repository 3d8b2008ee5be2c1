using Chat.Emulator.Host.Reload;
using Chat.Emulator.Tests.Template;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Host.Reload;

public sealed class FileChangesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _notHeard = [];
    private int _notices;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Watch_SystemHasNoMoreInotify_PollsAndSaysSoOnce()
    {
        using var changes = New(_ => throw new IOException("The configured user limit (0) on the number of inotify instances has been reached."));
        _folder.Write("code/index.js", "");

        changes.Watch([Path.Combine(_folder.Path, "code")]);
        changes.Watch([Path.Combine(_folder.Path, "code"), Path.Combine(_folder.Path, "template.yaml")]);
        _time.Advance(FileChanges.PollPeriod);
        _time.Advance(FileChanges.PollPeriod);

        Assert.Equal(["The configured user limit (0) on the number of inotify instances has been reached."], _notHeard);
        Assert.Equal(2, _notices);
    }

    [Fact]
    public void Watch_FolderGoesMeanwhile_IsSetUpAgainWithTheNextLook()
    {
        var tries = 0;
        using var changes = New(_ =>
        {
            if (++tries == 1)
            {
                throw new DirectoryNotFoundException("gone");
            }
        });

        changes.Watch([_folder.Path]);
        Assert.Equal(1, tries);
        changes.Watch([_folder.Path]);
        Assert.Equal(3, tries);
        changes.Watch([_folder.Path]);

        Assert.Equal(3, tries);
        Assert.Empty(_notHeard);
    }

    [Fact]
    public void Watch_AllIsWell_PollsNothing()
    {
        using var changes = New(null);
        changes.Watch([_folder.Path]);

        _time.Advance(FileChanges.PollPeriod);

        Assert.Equal((0, 0), (_notices, _notHeard.Count));
    }

    private FileChanges New(Action<FileSystemWatcher>? enable) => new(() => _notices++, _notHeard.Add, _time, enable);
}
