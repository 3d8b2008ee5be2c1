using System.Collections.Immutable;

namespace Chat.Emulator.Host.Reload;

/// <summary>
/// Hears of changes of files and folders, those included that are removed and made again, as a clean build does it. What changed, and
/// whether anything did, is for the listener to find out: too many notices are no harm, one too few is.
/// </summary>
internal sealed class FileChanges(Action changed) : IDisposable
{
    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);

    /// <summary>Watches these from now on, and no others.</summary>
    public void Watch(ImmutableArray<string> paths)
    {
        foreach (var (path, watched) in _watched.Where(watched => watched.Value.IsStale || !paths.Contains(watched.Key)).ToArray())
        {
            watched.Dispose();
            _watched.Remove(path);
        }

        foreach (var path in paths.Where(path => !_watched.ContainsKey(path)))
        {
            _watched[path] = new Watched(path, changed);
        }
    }

    public void Dispose()
    {
        foreach (var watched in _watched.Values)
        {
            watched.Dispose();
        }

        _watched.Clear();
    }

    private sealed class Watched : IDisposable
    {
        private readonly List<FileSystemWatcher> _watchers = [];
        private readonly Action _changed;

        public Watched(string path, Action changed)
        {
            _changed = changed;

            // The parent tells when the folder itself goes or comes back: a watcher of its own dies with it, silently.
            if (Path.GetDirectoryName(path) is { } parent && Directory.Exists(parent))
            {
                var isFile = !Directory.Exists(path);
                Add(new FileSystemWatcher(parent, Path.GetFileName(path)), isFile ? Content : NotifyFilters.DirectoryName, becomesStale: !isFile || !File.Exists(path));
            }

            if (Directory.Exists(path))
            {
                Add(new FileSystemWatcher(path) { IncludeSubdirectories = true }, Content, becomesStale: false);
            }
        }

        /// <summary>True when it has to be set up again.</summary>
        public bool IsStale { get; private set; }

        private static NotifyFilters Content => NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size;

        public void Dispose()
        {
            foreach (var watcher in _watchers)
            {
                watcher.Dispose();
            }
        }

        private void Add(FileSystemWatcher watcher, NotifyFilters filters, bool becomesStale)
        {
            watcher.NotifyFilter = filters;
            watcher.Changed += (_, _) => Tell(becomesStale);
            watcher.Created += (_, _) => Tell(becomesStale);
            watcher.Deleted += (_, _) => Tell(becomesStale);
            watcher.Renamed += (_, _) => Tell(becomesStale);

            // Notices were lost, or the folder was: whatever it is, look again.
            watcher.Error += (_, _) => Tell(isStale: true);
            _watchers.Add(watcher);
            watcher.EnableRaisingEvents = true;
        }

        private void Tell(bool isStale)
        {
            IsStale |= isStale;
            _changed();
        }
    }
}
