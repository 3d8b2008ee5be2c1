import { createInterface } from 'node:readline';
import signalR from '@microsoft/signalr';

const connection = new signalR.HubConnectionBuilder()
  .withUrl(`${process.argv[2]}?hub=chat`, { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets })
  .withAutomaticReconnect()
  .configureLogging(signalR.LogLevel.Warning)
  .build();

connection.on('arrived', (who) => console.log(`* ${who} arrived`));
connection.on('said', (who, text) => console.log(`${who}: ${text}`));
await connection.start();
console.log('connected');

for await (const line of createInterface({ input: process.stdin })) {
  await connection.invoke('Say', line);
}

await connection.stop();
