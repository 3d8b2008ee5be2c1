// Messages that people keep, by stage and route, in this browser.

const KEY = 'console-messages';

// Routes and stages have whatever names people give them, "constructor" say: nothing is inherited.
const dictionary = () => Object.create(null);

/** { "api/stage": { "routeKey": [{ name, text }] } } */
function read() {
  try {
    return valid(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return dictionary();
  }
}

function write(all) {
  localStorage.setItem(KEY, JSON.stringify(all));
}

function valid(all) {
  const kept = dictionary();
  for (const [stage, routes] of Object.entries(all ?? {})) {
    for (const [route, messages] of Object.entries(routes ?? {})) {
      const whole = Array.isArray(messages) ? messages.filter(each => typeof each?.name === 'string' && typeof each?.text === 'string') : [];
      if (whole.length > 0) {
        (kept[stage] ??= dictionary())[route] = whole.map(({ name, text }) => ({ name, text }));
      }
    }
  }

  return kept;
}

export const saved = {
  of: (stage, route) => read()[stage]?.[route] ?? [],

  /** Another text under the same name takes its place. */
  save(stage, route, name, text) {
    const all = read();
    const messages = ((all[stage] ??= dictionary())[route] ??= []);
    const same = messages.find(each => each.name === name);
    if (same) {
      same.text = text;
    } else {
      messages.push({ name, text });
    }

    write(all);
  },

  remove(stage, route, name) {
    const all = read();
    all[stage][route] = all[stage][route].filter(each => each.name !== name);
    write(all);
  },

  export: () => JSON.stringify(read(), null, 2),

  /** Adds to what there is, and says how many came. */
  import(text) {
    const given = valid(JSON.parse(text));
    let found = 0;
    for (const [stage, routes] of Object.entries(given)) {
      for (const [route, messages] of Object.entries(routes)) {
        for (const { name, text: body } of messages) {
          saved.save(stage, route, name, body);
          found++;
        }
      }
    }

    if (found === 0) {
      throw new Error('No message is in that file. It has the form {"api/stage":{"route":[{"name":"…","text":"…"}]}}, as Export writes it.');
    }

    return found;
  },
};
