using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The loop of a Lambda function: take the next event, handle it, post the result, one at a time.</summary>
public class LambdaBootstrap : IDisposable
{
    private readonly RuntimeApiClient _api;
    private readonly Func<MemoryStream, ILambdaContext, MemoryStream, Task> _handler;
    private readonly LambdaBootstrapInitializer? _initializer;
    private readonly ConsoleLogger _log = ConsoleLogger.FromEnvironment();

    // Both are reused by every invocation: nothing may hold on to them after its handler has returned.
    private readonly MemoryStream _input = new();
    private readonly MemoryStream _output = new();

    internal LambdaBootstrap(
        RuntimeApiClient api, Func<MemoryStream, ILambdaContext, MemoryStream, Task> handler, LambdaBootstrapInitializer? initializer)
    {
        _api = api;
        _handler = handler;
        _initializer = initializer;
    }

    /// <summary>Runs until cancelled; throws when the Runtime API is gone, for then nobody is left to work for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_initializer is not null && !await InitializeAsync(_initializer, cancellationToken))
        {
            return;
        }

        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await HandleNextAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop, most likely while waiting for an event.
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _api.Dispose();
            _input.Dispose();
            _output.Dispose();
        }
    }

    private async Task<bool> InitializeAsync(LambdaBootstrapInitializer initializer, CancellationToken cancellationToken)
    {
        try
        {
            return await initializer();
        }
        catch (Exception e)
        {
            try
            {
                await _api.ReportInitErrorAsync(e, cancellationToken);
            }
            catch (HttpRequestException)
            {
                // The reason why the function cannot start says more than that nobody could be told.
            }

            throw;
        }
    }

    private async Task HandleNextAsync(CancellationToken cancellationToken)
    {
        var invocation = await _api.NextAsync(_input, cancellationToken);
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);
        _log.Begin(invocation);
        try
        {
            _output.SetLength(0);
            await _handler(_input, new LambdaContext(invocation, _log), _output);
        }
        catch (Exception e)
        {
            _log.Failed(e);
            await _api.ReportInvocationErrorAsync(invocation.RequestId, e, cancellationToken);
            return;
        }

        await _api.RespondAsync(invocation.RequestId, _output, cancellationToken);
    }
}
