// Answers with the event's text and what the runtime client tells of the invocation.
exports.handler = async (event, context) => ({
  statusCode: 200,
  body: JSON.stringify({
    body: event.body,
    functionName: context.functionName,
    arn: context.invokedFunctionArn,
    requestId: context.awsRequestId,
    remaining: context.getRemainingTimeInMillis(),
    trace: process.env._X_AMZN_TRACE_ID,
  }),
});

exports.fails = async () => { throw new RangeError('on purpose'); };
