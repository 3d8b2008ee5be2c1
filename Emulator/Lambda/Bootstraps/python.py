# Runs a handler as the managed python runtimes do: the client side of the Lambda Runtime API, on Python's standard library alone.
# Passed to python with -c, so that no file has to be written.
import http.client
import importlib
import json
import logging
import os
import re
import socket
import sys
import time
import traceback

API, _, PREFIX = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
ROOT = ("/" + PREFIX if PREFIX else "") + "/2018-06-01/runtime/"
TASK_ROOT = os.environ["LAMBDA_TASK_ROOT"]
BUNDLED = ("boto3", "botocore")
# Where the emulator looks for what the runtimes on AWS bring, last; "pip install --target" puts it into the last one.
BUNDLED_FOLDERS = [folder for folder in os.environ.pop("EMULATOR_PYTHON_BUNDLED", "").split(os.pathsep) if folder]


class Fault(Exception):
    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


class CognitoIdentity:
    def __init__(self, given):
        self.cognito_identity_id = given.get("cognitoIdentityId")
        self.cognito_identity_pool_id = given.get("cognitoIdentityPoolId")


class ClientContext:
    def __init__(self, given):
        self.client = given.get("client")
        self.custom = given.get("custom")
        self.env = given.get("env")


# https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = CognitoIdentity(json.loads(headers["Lambda-Runtime-Cognito-Identity"] or "{}"))
        given = headers["Lambda-Runtime-Client-Context"]
        self.client_context = ClientContext(json.loads(given)) if given else None
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline_ms - int(time.time() * 1000), 0)


class RequestIdFilter(logging.Filter):
    request_id = ""

    def filter(self, record):
        record.aws_request_id = RequestIdFilter.request_id
        return True


def set_up_logging():
    handler = logging.StreamHandler(sys.stdout)
    formatter = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)


# "pkg/app.handler" is handler in the module pkg.app.
def load(name):
    module_name, dot, function_name = name.rpartition(".")
    if not dot or not module_name or not function_name:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': it is not module.function" % name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = "Unable to import module '%s': %s" % (module_name, error)
        missing = re.match("No module named '(%s)" % "|".join(BUNDLED), str(error))
        if missing:
            target = "--target %s " % BUNDLED_FOLDERS[-1] if BUNDLED_FOLDERS else ""
            message += (
                "\nThe python runtimes on AWS bring %s, and here this Python doesn't have it. Install it once for all functions: "
                "%s -m pip install %s%s" % (missing[1], sys.executable, target, missing[1]))
        raise Fault("Runtime.ImportModuleError", message, frames(error))
    except SyntaxError as error:
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), traceback.format_exception_only(type(error), error))
    try:
        handler = getattr(module, function_name)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))
    if not callable(handler):
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' on module '%s' is not callable" % (function_name, module_name))
    return handler


# Without the frames of this program and of importlib, which would only hide the others.
def frames(error):
    own = ("<string>", "<frozen importlib")
    kept = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(own)]
    return traceback.format_list(kept)


def to_fault(error):
    if isinstance(error, Fault):
        return error
    return Fault(type(error).__name__, str(error), frames(error))


class RuntimeApi:
    def __init__(self):
        # No time limit: the next event may be hours away.
        self.connection = http.client.HTTPConnection(API)

    def call(self, method, name, body=None, headers={}):
        self.connection.request(method, ROOT + name, body, headers)
        response = self.connection.getresponse()
        return response.headers, response.read()

    def post_fault(self, name, fault, request_id):
        print("[ERROR] %s: %s" % (fault.error_type, fault), file=sys.stderr)
        if fault.trace:
            print("Traceback (most recent call last):\n" + "".join(fault.trace).rstrip(), file=sys.stderr)
        body = {"errorMessage": str(fault), "errorType": fault.error_type, "requestId": request_id, "stackTrace": fault.trace}
        self.call("POST", name, json.dumps(body).encode(), {
            "Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": fault.error_type})


def run(handler, event, headers):
    """The response's body, or the fault in its place, and how the process is to end if the handler wants it to."""
    try:
        answer = handler(json.loads(event), LambdaContext(headers))
    except SystemExit as exit:
        return None, Fault("Runtime.ExitError", "The handler called sys.exit(%s)" % exit.code), exit
    except Exception as error:
        return None, to_fault(error), None
    try:
        return json.dumps(answer, ensure_ascii=False).encode(), None, None
    except (TypeError, ValueError) as error:
        return None, Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error), None


def invoke(api, handler):
    try:
        headers, event = api.call("GET", "invocation/next")
    except (ConnectionError, http.client.HTTPException):
        # The emulator is gone, or has no use for this environment any more.
        sys.exit(1)
    request_id = RequestIdFilter.request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    # Where the event's output begins, for the emulator: see OutputOwners.
    for stream in (sys.stdout, sys.stderr):
        stream.write("\x1e%s\n" % request_id)
    os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"] or ""
    body, fault, end = run(handler, event, headers)
    if fault:
        api.post_fault("invocation/%s/error" % request_id, fault, request_id)
    else:
        api.call("POST", "invocation/%s/response" % request_id, body, {"Content-Type": "application/json"})
    if end:
        raise end


# A handler that builds the endpoint of @connections from the API's name in amazonaws.com, and not from the event's domainName, means the emulator all
# the same. Signatures stay valid: the Host header is what was signed. And names below localhost are this machine (RFC 6761), but not for every
# system's resolver; with several APIs of one stage name, domainName is one.
def lead_home():
    gateway = os.environ.pop("EMULATOR_GATEWAY", "")
    ids = os.environ.pop("EMULATOR_API_IDS", "").split()
    port = int(gateway.rpartition(":")[2]) if gateway else None
    resolve = socket.getaddrinfo

    def local_name(host):
        labels = host.lower().split(".") if isinstance(host, str) else []
        return labels[0] + ".execute-api.localhost" if len(labels) > 2 and labels[1] == "execute-api" and labels[0] in ids else None

    def getaddrinfo(host, service, *args, **kwargs):
        if local_name(host):
            return resolve("127.0.0.1", port if service in (443, "443", "https") else service, *args, **kwargs)
        return resolve("127.0.0.1" if isinstance(host, str) and host.lower().endswith(".localhost") else host, service, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo
    if not ids:
        return

    import ssl

    # The development authority vouches for names of this machine alone.
    def named(wrap):
        def wrapped(self, *args, **kwargs):
            kwargs["server_hostname"] = local_name(kwargs.get("server_hostname")) or kwargs.get("server_hostname")
            return wrap(self, *args, **kwargs)
        return wrapped

    ssl.SSLContext.wrap_socket = named(ssl.SSLContext.wrap_socket)
    ssl.SSLContext.wrap_bio = named(ssl.SSLContext.wrap_bio)


def main():
    sys.path.insert(0, TASK_ROOT)
    sys.path.extend(BUNDLED_FOLDERS)
    set_up_logging()
    lead_home()
    api = RuntimeApi()
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:
        api.post_fault("init/error", to_fault(error), "")
        sys.exit(1)
    while True:
        invoke(api, handler)


main()
