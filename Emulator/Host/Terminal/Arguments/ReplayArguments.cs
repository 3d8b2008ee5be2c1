using System.Collections.Immutable;
using System.CommandLine;
using Chat.Emulator.Host.Replay;
using Chat.Emulator.Host.Replay.Comparison;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>How a session is replayed and compared.</summary>
internal sealed class ReplayArguments
{
    private readonly Option<double?> _speed = new("--speed")
    {
        Description = "How many times as fast as it was recorded: 1 keeps its pauses. Default: as fast as it goes, in the order of causes.",
        HelpName = "N",
    };

    private readonly Option<double> _wait = new("--wait")
    {
        Description = "How many seconds are waited for what may not come: a delivery of something asynchronous, a close.",
        DefaultValueFactory = _ => ReplaySettings.DefaultWait.TotalSeconds,
        HelpName = "SECONDS",
    };

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        Description = "What isn't compared: a path in JSON, such as $.items[*].at or $..id, or a regular expression between slashes. Repeatable.",
        HelpName = "PATH|/REGEX/",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _secret = new("--secret")
    {
        Description = "A secret that the recording leaves out, by the name in its placeholder: --secret token=abc. An empty one leaves out its header or query parameter. Repeatable.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _secretFiles = new("--secrets")
    {
        Description = "A file with secrets, lines of NAME=VALUE: command lines can be read by others. Repeatable.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _json = new("--json") { Description = "The differences as JSON." };

    public void AddTo(Command command)
    {
        command.Add(_speed);
        command.Add(_wait);
        command.Add(_ignore);
        command.Add(_secret);
        command.Add(_secretFiles);
        command.Add(_json);
        _speed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0 or double.NaN)
            {
                result.AddError("--speed takes a number above 0, such as 1 or 10.");
            }
        });
        _wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 600))
            {
                result.AddError("--wait takes 0 to 600 seconds.");
            }
        });
        _ignore.Validators.Add(result => ArgumentChecks.RequireUsable(result, text => IgnoredParts.Read([text])));
        _secret.Validators.Add(result => ArgumentChecks.RefuseEach(
            result, text => text.IndexOf('=', StringComparison.Ordinal) < 1, text => $"--secret takes NAME=VALUE, but '{text}' has no '='."));
        _secretFiles.Validators.Add(result => ArgumentChecks.RequireReadable(result, "--secrets", path => ReadSecrets(path)));
    }

    public bool IsJson(ParseResult result) => result.GetValue(_json);

    public ReplaySettings Read(ParseResult result) => new(
        result.GetValue(_speed),
        TimeSpan.FromSeconds(result.GetValue(_wait)),
        (result.GetValue(_secretFiles) ?? []).SelectMany(ReadSecrets).Concat((result.GetValue(_secret) ?? []).Select(ArgumentChecks.Pair))
            .Aggregate(ImmutableDictionary<string, string>.Empty, (secrets, secret) => secrets.SetItem(secret.Key, secret.Value)),
        IgnoredParts.Read(result.GetValue(_ignore) ?? []));

    // At once, and not when it is looped over: the validator only calls it.
    private static List<KeyValuePair<string, string>> ReadSecrets(string path) =>
        [.. File.ReadAllLines(path).Where(line => line.Trim() is [not '#', ..]).Select(line => line.IndexOf('=', StringComparison.Ordinal) > 0
            ? ArgumentChecks.Pair(line)
            : throw new FormatException("its lines are NAME=VALUE, and one has no '='."))];
}
