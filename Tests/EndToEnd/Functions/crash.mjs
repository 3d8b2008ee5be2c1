// A function that posts each message back to its sender, and ends its process in the middle of the event when told "crash".
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const event = await next.json();
  const { message } = JSON.parse(event.body);
  if (message === 'crash') process.kill(process.pid, 'SIGKILL');
  const connection = encodeURIComponent(event.requestContext.connectionId);
  await fetch(`${process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI}/@connections/${connection}`, { method: 'POST', body: message });
  await fetch(`${api}/invocation/${id}/response`, { method: 'POST', body: '{"statusCode":200}' });
}
