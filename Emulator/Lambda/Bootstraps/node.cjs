'use strict';
// Runs a handler as the managed nodejs runtimes do: the client side of the Lambda Runtime API, on Node.js alone.
// Passed to node with --eval, as CommonJS, so that no file has to be written and child_process.fork() of a handler works.

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const util = require('node:util');
const { createRequire, register, registerHooks, syncBuiltinESMExports } = require('node:module');
const { pathToFileURL } = require('node:url');

const env = process.env;
const api = new URL(`http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/`);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const gatewayAgent = new http.Agent({ keepAlive: true, maxSockets: 50 });

// A full pipe would else keep lines back in this process: past the response they belong to, and for good when it crashes.
for (const { _handle } of [process.stdout, process.stderr]) {
  _handle?.setBlocking?.(true);
}

// Tags as AWS writes them; the id is undefined during init, as there.
let requestId;
for (const [method, level] of Object.entries({ log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE' })) {
  const stream = method === 'warn' || method === 'error' || method === 'trace' ? process.stderr : process.stdout;
  console[method] = (...args) => stream.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${util.format(...args)}\n`);
}

redirectGateway();
lookInNodePath();
run();

async function run() {
  let handler;
  try {
    handler = await load(env._HANDLER, env.LAMBDA_TASK_ROOT);
  } catch (error) {
    const fault = toFault(error);
    process.stderr.write(`${fault.errorType}: ${fault.errorMessage}\n${fault.trace.slice(1).join('\n')}\n`);
    await post('init/error', fault, fault.errorType);
    process.exit(1);
  }

  for (;;) {
    await invoke(handler, await call('GET', 'invocation/next'));
  }
}

// One event. Resolves when its outcome is posted.
async function invoke(handler, { headers, body }) {
  const id = requestId = headers['lambda-runtime-aws-request-id'];

  // Where the event's output begins, for the emulator: see OutputOwners.
  process.stdout.write(`\x1e${id}\n`);
  process.stderr.write(`\x1e${id}\n`);
  env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];

  let settle;
  const outcome = new Promise((resolve) => { settle = resolve; });
  const succeed = (value) => settle({ value });
  const fail = (error) => settle({ fault: toFault(error) });
  const crash = (errorType, exitCode) => (error) => settle({ fault: { ...toFault(error), errorType }, exitCode });
  const onException = crash('Runtime.UncaughtException', 129);
  const onRejection = crash('Runtime.UnhandledPromiseRejection', 128);
  process.once('uncaughtException', onException);
  process.once('unhandledRejection', onRejection);

  // Nothing is left that could call back: on AWS too the answer is then null.
  let whenIdle = () => succeed(null);
  const onIdle = () => whenIdle();
  process.once('beforeExit', onIdle);

  const context = createContext(headers, id);
  const callback = (error, value) => {
    const answer = () => (error === undefined || error === null ? succeed(value) : fail(error));
    if (context.callbackWaitsForEmptyEventLoop) {
      whenIdle = answer;
    } else {
      answer();
    }
  };
  Object.assign(context, {
    done: callback,
    succeed: (value) => callback(null, value),
    fail: (error) => callback(error ?? 'handled'),
  });

  try {
    const returned = handler(JSON.parse(body), context, callback);
    if (typeof returned?.then === 'function') {
      returned.then(succeed, fail);
    }
  } catch (error) {
    fail(error);
  }

  let { value, fault, exitCode } = await outcome;
  process.off('uncaughtException', onException);
  process.off('unhandledRejection', onRejection);
  process.off('beforeExit', onIdle);

  let text;
  if (!fault) {
    try {
      text = JSON.stringify(value === undefined ? null : value) ?? 'null';
    } catch (error) {
      fault = { ...toFault(error), errorMessage: 'Unable to stringify response body' };
    }
  }

  if (fault) {
    console.error('Invoke Error', JSON.stringify({ errorType: fault.errorType, errorMessage: fault.errorMessage, stack: fault.trace }));
    await post(`invocation/${id}/error`, fault, fault.errorType);
  } else {
    await call('POST', `invocation/${id}/response`, text);
  }

  if (exitCode !== undefined) {
    process.exit(exitCode);
  }
}

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
function createContext(headers, awsRequestId) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const json = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    clientContext: json('lambda-runtime-client-context'),
    identity: json('lambda-runtime-cognito-identity'),
    awsRequestId,
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
  };
}

// "src/app.handler" is the export handler of src/app.js; "app.routes.send" its export routes.send.
async function load(name, root) {
  const file = path.posix.basename(name);
  const dot = file.indexOf('.');
  if (name.includes('..') || dot < 1 || dot === file.length - 1) {
    throw typed('Runtime.MalformedHandlerName', `Bad handler: ${name} is not module.export`);
  }

  const module = path.resolve(root, path.posix.dirname(name), file.slice(0, dot));
  let found = await importModule(module);
  for (const part of file.slice(dot + 1).split('.')) {
    // What CommonJS exports is, for import(), under "default".
    found = found?.[part] ?? (part in Object(found?.default) ? found.default[part] : undefined);
  }

  if (found === undefined || found === null) {
    throw typed('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }

  if (typeof found !== 'function') {
    throw typed('Runtime.HandlerNotFound', `${name} is not a function`);
  }

  return found;
}

async function importModule(module) {
  const file = [module, `${module}.js`, `${module}.mjs`, `${module}.cjs`].find((candidate) => fs.statSync(candidate, { throwIfNoEntry: false })?.isFile());
  const asModule = (name) => import(pathToFileURL(name).href);
  if (file?.endsWith('.mjs')) {
    return asModule(file);
  }

  const requireFrom = createRequire(path.join(env.LAMBDA_TASK_ROOT, 'bootstrap.cjs'));
  if (file?.endsWith('.js') && isModulePackage(path.dirname(file))) {
    return asModule(file);
  }

  try {
    return requireFrom(file ?? module);
  } catch (error) {
    if (file && (error?.code === 'ERR_REQUIRE_ESM' || error?.code === 'ERR_REQUIRE_ASYNC_MODULE')) {
      return asModule(file);
    }

    throw error;
  }
}

function isModulePackage(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(at, 'package.json'), 'utf8')).type === 'module';
    } catch (error) {
      if (error.code !== 'ENOENT' || at === path.dirname(at)) {
        return false;
      }
    }
  }
}

function typed(name, message) {
  return Object.assign(new Error(message), { name });
}

function toFault(error) {
  if (!util.types.isNativeError(error) && !(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }

  return { errorType: nameOf(error), errorMessage: explain(error), trace: String(error.stack ?? '').split('\n') };
}

function nameOf(error) {
  if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND') {
    return 'Runtime.ImportModuleError';
  }

  return requestId === undefined && error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : error.name ?? 'Error';
}

// "Cannot find module '@aws-sdk/client-dynamodb'", "Cannot find package '@aws-sdk/client-dynamodb' imported from …"
function explain(error) {
  const missing = /^Cannot find (?:module|package) '((?:@aws-sdk|@smithy)\/[^'/]+|aws-sdk)/.exec(error.message)?.[1];
  if (!missing) {
    return error.message;
  }

  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
  const install = `npm install ${missing} in ${env.LAMBDA_TASK_ROOT} or a folder above it.`;
  const version = Number(/nodejs(\d+)/.exec(env.AWS_EXECUTION_ENV ?? '')?.[1]);
  return missing === 'aws-sdk' && version >= 18
    ? `${error.message}\nFrom nodejs18.x on AWS has no aws-sdk (version 2) either: the function fails there too, unless it brings it: ${install}`
    : `${error.message}\nThe nodejs runtimes on AWS bundle ${missing}; here it has to be in the function's node_modules: ${install}`;
}

function post(name, fault, errorType) {
  return call('POST', name, JSON.stringify(fault), { 'Lambda-Runtime-Function-Error-Type': errorType });
}

function call(method, name, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(name, api), {
      method,
      agent,
      headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', (error) => {
      // The emulator is gone, or has no use for this environment any more: no news while it only waits.
      if (name !== 'invocation/next') {
        process.stderr.write(`The Lambda Runtime API is lost: ${error.message}\n`);
      }

      process.exit(1);
    });
    request.end(body);
  });
}

// The runtimes on AWS look for an imported package in NODE_PATH too, where layers and the SDK are; Node.js itself does so for require alone.
function lookInNodePath() {
  const parents = (env.NODE_PATH ?? '').split(path.delimiter)
    .filter((folder) => path.basename(folder) === 'node_modules' && fs.existsSync(folder))
    .map((folder) => pathToFileURL(path.join(path.dirname(folder), 'import.mjs')).href);
  if (parents.length === 0) {
    return;
  }

  if (registerHooks) {
    registerHooks({
      resolve(specifier, context, next) {
        try {
          return next(specifier, context);
        } catch (error) {
          for (const parentURL of error.code === 'ERR_MODULE_NOT_FOUND' && /^[@\w]/.test(specifier) ? parents : []) {
            try {
              return next(specifier, { ...context, parentURL });
            } catch {
              // The next folder may have it.
            }
          }

          throw error;
        }
      },
    });
  } else {
    // Before Node.js 22.15 hooks run on a thread of their own, and are a module of their own.
    register(`data:text/javascript,${encodeURIComponent(`
      const parents = ${JSON.stringify(parents)};
      export async function resolve(specifier, context, next) {
        try {
          return await next(specifier, context);
        } catch (error) {
          for (const parentURL of error.code === 'ERR_MODULE_NOT_FOUND' && /^[@\\w]/.test(specifier) ? parents : []) {
            try {
              return await next(specifier, { ...context, parentURL });
            } catch {
            }
          }

          throw error;
        }
      }`)}`);
  }
}

// A handler that builds the endpoint of @connections from the API's name in amazonaws.com, and not from the event's domainName, means the
// emulator all the same; so does an SDK that knows no AWS_ENDPOINT_URL, as version 2 does not. Signatures stay valid: the Host header is what
// was signed.
function redirectGateway() {
  const gateway = env.EMULATOR_GATEWAY ? new URL(env.EMULATOR_GATEWAY) : undefined;
  const ids = (env.EMULATOR_API_IDS ?? '').split(' ');
  delete env.EMULATOR_GATEWAY;
  delete env.EMULATOR_API_IDS;
  const services = { dynamodb: env.AWS_ENDPOINT_URL_DYNAMODB, 'streams.dynamodb': env.AWS_ENDPOINT_URL_DYNAMODB_STREAMS, lambda: env.AWS_ENDPOINT_URL_LAMBDA };
  if (!gateway && !Object.values(services).some(Boolean)) {
    return;
  }

  const https = require('node:https');
  const homeOf = (host) => {
    const [, service] = /^(streams\.dynamodb|dynamodb|lambda)\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.exec(host.toLowerCase()) ?? [];
    const [id, kind] = host.toLowerCase().split('.');
    if (kind === 'execute-api') {
      return gateway && ids.includes(id) ? gateway : undefined;
    }

    return services[service] ? new URL(services[service]) : undefined;
  };
  for (const name of ['request', 'get']) {
    const original = https[name];
    https[name] = (...args) => {
      const url = typeof args[0] === 'string' || args[0] instanceof URL ? new URL(args.shift()) : undefined;
      const options = typeof args[0] === 'object' && args[0] !== null ? args.shift() : {};
      const host = options.hostname ?? options.host ?? url?.hostname ?? '';
      const port = options.port || url?.port || 443;
      const home = homeOf(host);
      if (!home) {
        return url ? original(url, options, ...args) : original(options, ...args);
      }

      const { agent: _, createConnection: __, ...rest } = options;
      const signedFor = Number(port) === 443 ? host : `${host}:${port}`;
      const headers = Array.isArray(rest.headers) ? rest.headers : { ...rest.headers };
      if (!Array.isArray(headers) && !Object.keys(headers).some((key) => key.toLowerCase() === 'host')) {
        headers.Host = signedFor;
      }

      return http[name]({
        path: url ? url.pathname + url.search : '/', ...rest, headers,
        protocol: 'http:', host: undefined, hostname: home.hostname, port: home.port, agent: gatewayAgent,
      }, ...args);
    };
  }

  syncBuiltinESMExports();
}
