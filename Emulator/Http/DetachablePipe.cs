using System.IO.Pipelines;

namespace Chat.Emulator.Http;

/// <summary>Both ways of a socket; once detached, an end to read from and nothing to write to.</summary>
internal sealed class DetachablePipe : IDuplexPipe
{
    private volatile bool _isDetached;

    public DetachablePipe(IDuplexPipe inner)
    {
        Input = new Reader(this, inner.Input);
        Output = new Writer(this, inner.Output);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public bool IsDetached => _isDetached;

    public void Detach() => _isDetached = true;

    private sealed class Reader(DetachablePipe pipe, PipeReader inner) : PipeReader
    {
        private static readonly ReadResult End = new(default, isCanceled: false, isCompleted: true);

        public override bool TryRead(out ReadResult result)
        {
            result = End;
            return pipe._isDetached || inner.TryRead(out result);
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            pipe._isDetached ? new(End) : inner.ReadAsync(cancellationToken);

        public override void AdvanceTo(SequencePosition consumed)
        {
            if (!pipe._isDetached)
            {
                inner.AdvanceTo(consumed);
            }
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            if (!pipe._isDetached)
            {
                inner.AdvanceTo(consumed, examined);
            }
        }

        public override void CancelPendingRead()
        {
            if (!pipe._isDetached)
            {
                inner.CancelPendingRead();
            }
        }

        public override void Complete(Exception? exception = null)
        {
            if (!pipe._isDetached)
            {
                inner.Complete(exception);
            }
        }
    }

    private sealed class Writer(DetachablePipe pipe, PipeWriter inner) : PipeWriter
    {
        private static readonly FlushResult End = new(isCanceled: false, isCompleted: true);

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => pipe._isDetached ? 0 : inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            if (!pipe._isDetached)
            {
                inner.Advance(bytes);
            }
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => pipe._isDetached ? new byte[Math.Max(sizeHint, 1)] : inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => pipe._isDetached ? new byte[Math.Max(sizeHint, 1)] : inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            pipe._isDetached ? new(End) : inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            pipe._isDetached ? new(End) : inner.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush()
        {
            if (!pipe._isDetached)
            {
                inner.CancelPendingFlush();
            }
        }

        public override void Complete(Exception? exception = null)
        {
            if (!pipe._isDetached)
            {
                inner.Complete(exception);
            }
        }
    }
}
