// A function that answers "ping" and hangs for good on anything else, deaf to every signal it can refuse.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const event = await next.json();
  console.log(`event in process ${process.pid}`);
  if (event.body?.includes('ping')) {
    await fetch(`${api}/invocation/${id}/response`, { method: 'POST', body: '{"statusCode":200}' });
  } else {
    for (;;) Math.random();
  }
}
