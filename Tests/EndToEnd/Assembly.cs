// Each class starts a whole cloud: several at a time would only wait for each other, and measure that.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
