// Opens a WebSocket by a URL that AWS's own JavaScript signer presigned, sends one message and prints the first answer.
// node presigned.mjs ws://127.0.0.1:4510/demo REGION ACCESS_KEY SECRET_KEY [AUTHORITY_PEM]
import { readFileSync } from 'node:fs';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import WebSocket from 'ws';

const [url, region, accessKeyId, secretAccessKey, authority] = process.argv.slice(2);
const { protocol, hostname, port, host, pathname } = new URL(url);
const signer = new SignatureV4({ service: 'execute-api', region, credentials: { accessKeyId, secretAccessKey }, sha256: Sha256 });
const { query } = await signer.presign(
  { method: 'GET', protocol, hostname, port: Number(port), path: pathname, headers: { host }, query: {} },
  { expiresIn: 60 });
const signed = `${url}?${new URLSearchParams(query)}`;

const client = new WebSocket(signed, authority ? { ca: readFileSync(authority) } : {});
client.on('unexpected-response', (_, answer) => {
  console.log(answer.statusCode, answer.headers['x-amzn-errortype']);
  process.exit(0);
});
client.on('error', (error) => {
  console.error(error);
  process.exit(1);
});
client.on('open', () => client.send('who am I'));
client.on('message', (text) => {
  console.log(String(text));
  client.close();
});
