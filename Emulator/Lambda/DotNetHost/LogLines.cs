using System.Text;
using Amazon.Lambda.RuntimeSupport;

namespace Chat.LambdaHost;

/// <summary>The console of the function: each line becomes one of the log's, as the managed runtimes have it.</summary>
internal sealed class LogLines(LogWriter log, string level) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_line)
        {
            Add(value);
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_line)
        {
            foreach (var c in buffer)
            {
                Add(c);
            }
        }
    }

    // Together, so that lines of several threads don't mix.
    public override void WriteLine(string? value)
    {
        lock (_line)
        {
            Write(value.AsSpan());
            Add('\n');
        }
    }

    private void Add(char c)
    {
        if (c != '\n')
        {
            _line.Append(c);
            return;
        }

        log.Write(level, null, _line.ToString().TrimEnd('\r'), []);
        _line.Clear();
    }
}
