using System.Buffers;
using System.Text;

namespace Chat.Emulator.Iam.Signing;

/// <summary>UTF-8 text that grows in a pooled buffer.</summary>
internal sealed class PooledText(int capacity) : IDisposable
{
    private byte[] _rented = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public ReadOnlySpan<byte> Written => _rented.AsSpan(0, _length);

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    public void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        _length += utf8.Length;
    }

    public void Append(ReadOnlySpan<char> text) => _length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));

    public override string ToString() => Encoding.UTF8.GetString(Written);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = [];
        _length = 0;
    }

    private Span<byte> Reserve(int more)
    {
        if (_rented.Length - _length < more)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_rented.Length * 2, _length + more));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = larger;
        }

        return _rented.AsSpan(_length);
    }
}
