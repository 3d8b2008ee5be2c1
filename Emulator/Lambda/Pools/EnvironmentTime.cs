namespace Chat.Emulator.Lambda.Pools;

/// <summary>How long an environment may take for what it does: one timer each. Touched under the pool's lock only.</summary>
internal static class EnvironmentTime
{
    extension(FunctionEnvironment environment)
    {
        /// <summary>It has that long from now on.</summary>
        public void Arm(TimeSpan span, TimeProvider time)
        {
            environment.Due = time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);
            environment.Timer!.Change(span, Timeout.InfiniteTimeSpan);
        }

        /// <summary>It has all the time in the world.</summary>
        public void Disarm()
        {
            environment.Due = long.MaxValue;
            environment.Timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        // Timers are rough: one may fire a little early, or just when its span has ended in another way.
        public bool IsDue(TimeProvider time)
        {
            if (environment.Due == long.MaxValue)
            {
                return false;
            }

            var left = time.GetElapsedTime(time.GetTimestamp(), environment.Due);
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            environment.Timer!.Change(left, Timeout.InfiniteTimeSpan);
            return false;
        }
    }
}
