using Chat.Emulator.Host.Reload;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Host.Reload;

public sealed class FileHashesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileHashes _hashes = new(TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_SameContent_IsTheSameWhereverAndWheneverItWasWritten()
    {
        using var other = new TemporaryFolder();
        _folder.Write("lib/a.js", "a");
        other.Write("lib/a.js", "a");

        Assert.Equal(_hashes.Of([_folder.Path]), _hashes.Of([other.Path]));
    }

    [Theory]
    [InlineData("lib/a.js", "b")]
    [InlineData("lib/b.js", "")]
    public void Of_FileChangedOrAdded_IsAnother(string file, string text)
    {
        _folder.Write("lib/a.js", "a");
        var before = _hashes.Of([_folder.Path]);

        _folder.Write(file, text);

        Assert.NotEqual(before, _hashes.Of([_folder.Path]));
    }

    [Theory]
    [InlineData("__pycache__/a.pyc")]
    [InlineData(".git/index")]
    public void Of_WhatProgramsLeaveBehind_IsNoPartOfIt(string file)
    {
        _folder.Write("a.js", "a");
        var before = _hashes.Of([_folder.Path]);

        _folder.Write(file, "x");

        Assert.Equal(before, _hashes.Of([_folder.Path]));
    }

    [Fact]
    public void Of_NothingThere_IsAnotherThanOfAnEmptyFolder()
    {
        var gone = Path.Combine(_folder.Path, "gone");

        Assert.NotEqual(_hashes.Of([gone]), _hashes.Of([_folder.Path]));
    }

    [Fact]
    public void Of_LinksToNothingAndBack_ComesToAnEnd()
    {
        _folder.Write("a.js", "a");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "nothing"), Path.Combine(_folder.Path, "gone"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "back"), _folder.Path);

        Assert.NotNull(_hashes.Of([_folder.Path]));
    }
}
