using Chat.SignalR.Events;
using Chat.SignalR.State;

namespace Chat.SignalR.Slices;

/// <summary>Posts one slice. Whom it doesn't reach another invocation tries, of which Lambda repeats no more than it has to; see <see cref="HandleAsync"/>.</summary>
internal sealed class SliceHandler(HubCore core, TimeProvider time)
{
    /// <exception cref="SliceUndeliveredException">Somebody is left: Lambda invokes it again, a minute later and two more after that.</exception>
    public async Task HandleAsync(Slice slice, HubScope scope)
    {
        var ids = slice.Only is { } only
            ? only.ToAsyncEnumerable()
            : core.Store.ListAsync(new MemberRange(slice.Audience ?? "", slice.After, slice.Through, slice.Except), scope.Time.Work);
        var result = await scope.Poster.PostAsync(
            Pace.KeepAsync(ids, Math.Max(1, slice.PostsPerSecond), time, scope.Time.Work), slice.Frame.ToArray(), scope.Log, scope.Time.Work);
        scope.NoteGone(result.Gone);
        var isHandedOver = slice.Only is null && result is { EveryoneListed: true, Undelivered.Count: > 0 }
            && core.FanOut is { } fanOut && await fanOut.TryHandOverAsync(slice, result.Undelivered, scope.Log, scope.Time.Answer);
        await Ending.EndGoneAsync(scope);

        // An invocation that is repeated repeats itself whole. So whom the first one didn't reach has one of its own, whose repetitions are for it alone.
        if (!result.EveryoneListed || (result.Undelivered.Count > 0 && !isHandedOver))
        {
            throw new SliceUndeliveredException(
                $"{result.Delivered} have it, {result.Undelivered.Count} don't{(result.EveryoneListed ? "" : ", and not everybody's key could be read")}.");
        }
    }
}
