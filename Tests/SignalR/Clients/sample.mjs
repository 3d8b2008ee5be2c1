// Microsoft's client for Node.js against the sample hub: node sample.mjs http://127.0.0.1:4510/dev
import assert from 'node:assert/strict';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const patience = 20_000;

function within(promise, what) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error(`no ${what} in ${patience} ms`)), patience).unref())]);
}

class Client {
  constructor(name, user = name) {
    this.heard = [];
    this.waiting = [];
    this.connection = new HubConnectionBuilder()
      .withUrl(`${process.argv[2]}?hub=sample&name=${name}&user=${user}`, { skipNegotiation: true, transport: HttpTransportType.WebSockets })
      .withAutomaticReconnect([0, 500, 1000])
      .configureLogging(LogLevel.None)
      .build();
    for (const method of ['welcome', 'arrived', 'departed', 'said', 'noted', 'hasty']) {
      this.connection.on(method, (...values) => this.hear(`${method} ${values.join(' ')}`));
    }
  }

  hear(line) {
    this.heard.push(line);
    this.waiting = this.waiting.filter(({ wanted, done }) => wanted !== line || done());
  }

  async hears(line) {
    if (!this.heard.includes(line)) {
      await within(new Promise(done => this.waiting.push({ wanted: line, done })), `"${line}" among ${this.heard}`);
    }
  }

  invoke(...call) {
    return within(this.connection.invoke(...call), call[0]);
  }
}

const ada = new Client('ada', 'u1');
const bob = new Client('bob', 'u2');
await ada.connection.start();
await ada.hears('welcome ada');
await bob.connection.start();
await ada.hears('arrived bob');
console.log('connected');

assert.equal(await ada.invoke('Add', 2, 3), 5);
assert.deepEqual(await ada.invoke('Rate', { title: 'a', stars: 1, writtenAt: null }, 5), { title: 'a', stars: 5, writtenAt: null });
await assert.rejects(ada.invoke('FailForTheClient'), /HubException: a reason for the client/);
await assert.rejects(ada.invoke('Fail'), error => !error.message.includes('secret'));
await assert.rejects(ada.invoke('NoSuchMethod', 1), /Method does not exist/);
console.log('invoked');

await ada.connection.send('ToOthers', 'sent');
await bob.hears('said others sent');
await ada.invoke('Join', 'g');
await bob.invoke('ToGroup', 'g', 'hello');
await ada.hears('said g hello');
await bob.invoke('ToUser', 'u1', 'you');
await ada.hears('said user you');
console.log('groups and users');

await assert.rejects(within(new Promise((_, error) => ada.connection.stream('Numbers').subscribe({ next() {}, complete() {}, error })), 'refusal'), /can't be streamed/);
console.log('streams refused');

const before = await ada.invoke('MyConnectionId');
const back = new Promise(done => ada.connection.onreconnected(done));
await ada.invoke('Abort');
await within(back, 'reconnection');
assert.notEqual(await ada.invoke('MyConnectionId'), before);
await bob.hears('departed ada');
console.log('reconnected');

await ada.connection.stop();
await bob.connection.stop();
