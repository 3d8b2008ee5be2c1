// A message that selects a route: what the route selection expression reads stands where it reads it.

const VARIABLE = /\$\{request\.body((?:[.[][^}]*)?)\}|\$request\.body((?:\.[A-Za-z0-9_-]+|\[\d+\]|\['[^']+'\]|\["[^"]+"\])*)/g;

/** The parts of an expression: literal text, or a variable's path into the body. */
export function partsOf(expression) {
  const parts = [];
  let end = 0;
  for (const match of expression.matchAll(VARIABLE)) {
    if (match.index > end) {
      parts.push({ literal: expression.slice(end, match.index) });
    }

    parts.push({ path: stepsOf(match[1] ?? match[2] ?? '') });
    end = match.index + match[0].length;
  }

  return end < expression.length ? [...parts, { literal: expression.slice(end) }] : parts;
}

function stepsOf(path) {
  return [...path.matchAll(/\.([^.[]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/g)].map(([, name, index, single, double]) => index === undefined ? name ?? single ?? double : Number(index));
}

/** What each variable must be, so that the parts together are the key; undefined when they can't be. */
export function valuesOf(parts, key) {
  const pattern = parts.map(part => part.path ? '(.*?)' : part.literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('');
  return new RegExp(`^${pattern}$`, 's').exec(key)?.slice(1);
}

/** JSON text. Of $default, or a key that the expression can't give: an object that selects no route of its own. */
export function templateOf(expression, routeKey) {
  const parts = partsOf(expression);
  const paths = parts.filter(part => part.path).map(part => part.path);
  const values = routeKey === '$default' ? undefined : valuesOf(parts, routeKey);
  if (!values || paths.length === 0) {
    return '{\n  \n}';
  }

  if (paths[0].length === 0) {
    // The whole body is the key.
    return JSON.stringify(values[0]);
  }

  let body;
  paths.forEach((path, index) => {
    body = put(body, path, values[index]);
  });
  return JSON.stringify(body, null, 2).replace(/\n\}$/, ',\n  "message": "hello"\n}');
}

function put(target, [step, ...rest], value) {
  const into = target ?? (typeof step === 'number' ? [] : {});
  if (typeof step === 'number') {
    while (into.length < step) {
      into.push(null);
    }
  }

  into[step] = rest.length === 0 ? value : put(into[step] ?? undefined, rest, value);
  return into;
}
