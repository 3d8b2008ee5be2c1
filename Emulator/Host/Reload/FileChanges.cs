using System.Collections.Immutable;

namespace Chat.Emulator.Host.Reload;

/// <summary>
/// Hears of changes of files and folders, those included that are removed and made again, as a clean build does it. What changed, and
/// whether anything did, is for the listener to find out: too many notices are no harm, one too few is. Where the system has nothing left to
/// hear with (Linux counts its inotify instances and watches), the listener is told to look every few seconds.
/// </summary>
/// <param name="notHeard">Told once, with the system's words, when it comes to that.</param>
/// <param name="enable">Begins to listen; a test may have it fail.</param>
internal sealed class FileChanges(
    Action changed, Action<string> notHeard, TimeProvider time, Action<FileSystemWatcher>? enable = null) : IDisposable
{
    /// <summary>How long after a change the listener looks where nothing can be heard.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);
    private readonly Action<FileSystemWatcher> _enable = enable ?? (watcher => watcher.EnableRaisingEvents = true);
    private ITimer? _poll;

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
            _watched[path] = new Watched(path, changed, _enable);
        }

        if (_poll is null && _watched.Values.FirstOrDefault(watched => watched.WhyDeaf is not null) is { WhyDeaf: { } reason })
        {
            _poll = time.CreateTimer(_ => changed(), null, PollPeriod, PollPeriod);
            notHeard(reason);
        }
    }

    public void Dispose()
    {
        _poll?.Dispose();
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
        private readonly Action<FileSystemWatcher> _enable;
        private volatile string? _whyDeaf;
        private volatile bool _isStale;

        public Watched(string path, Action changed, Action<FileSystemWatcher> enable)
        {
            _changed = changed;
            _enable = enable;
            try
            {
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
            catch (Exception e) when (e is ArgumentException or FileNotFoundException or DirectoryNotFoundException)
            {
                // It went between the look and the watch.
                _isStale = true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _whyDeaf = e.Message;
            }
        }

        /// <summary>True when it has to be set up again.</summary>
        public bool IsStale => _isStale && _whyDeaf is null;

        /// <summary>Why nothing can be heard of it. Null while it can.</summary>
        public string? WhyDeaf => _whyDeaf;

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
            _watchers.Add(watcher);
            watcher.NotifyFilter = filters;
            watcher.Changed += (_, _) => Tell(becomesStale);
            watcher.Created += (_, _) => Tell(becomesStale);
            watcher.Deleted += (_, _) => Tell(becomesStale);
            watcher.Renamed += (_, _) => Tell(becomesStale);
            watcher.Error += (_, error) => Fail(error.GetException());
            _enable(watcher);
        }

        private void Fail(Exception error)
        {
            switch (error)
            {
                case UnauthorizedAccessException:
                    // A sub-folder that can't be read: a function can't read it either.
                    return;
                case IOException when OperatingSystem.IsLinux():
                    // No watches are left for the sub-folders. Set up again, it would fail again.
                    _whyDeaf = error.Message;
                    break;
            }

            // Else notices were lost, or the folder was: whatever it is, look again.
            Tell(isStale: true);
        }

        private void Tell(bool isStale)
        {
            _isStale |= isStale;
            _changed();
        }
    }
}
