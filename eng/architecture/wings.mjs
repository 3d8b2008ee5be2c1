// Draws docs/architecture.md's picture of the wings from the code: `node eng/architecture/wings.mjs` writes it,
// `node eng/architecture/wings.mjs --check` says whether it is as it would be written. A wing knows another where a file says `using` of it.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const page = join(root, 'docs', 'architecture.md');
const order = /string\[\] Wings =\s*\[([^\]]*)\]/.exec(readFileSync(join(root, 'Tests/Emulator/Architecture/WingTests.cs'), 'utf8'))[1]
  .match(/\w+/g);

const wings = order.map(name => {
  const files = readdirSync(join(root, 'Emulator', name), { recursive: true })
    .filter(file => file.endsWith('.cs'))
    .map(file => readFileSync(join(root, 'Emulator', name, file), 'utf8'));
  const knows = new Map();
  for (const file of files) {
    const used = new Set([...file.matchAll(/\bChat\.Emulator\.(\w+)/g)].map(match => match[1]).filter(wing => wing !== name && order.includes(wing)));
    for (const wing of used) {
      knows.set(wing, (knows.get(wing) ?? 0) + 1);
    }
  }
  return { name, files: files.length, lines: files.reduce((sum, file) => sum + file.split('\n').length - 1, 0), knows };
});

const round = lines => Math.max(100, Math.round(lines / 100) * 100);
const inOrder = knows => order.filter(wing => knows.has(wing));
// An arrow that another way implies is left out of the picture, and stands in the table.
const reaches = (from, to) => inOrder(wings.find(wing => wing.name === from).knows).some(next => next === to || reaches(next, to));
const isImplied = (from, to) => inOrder(from.knows).some(other => other !== to && reaches(other, to));
const picture = [
  '```mermaid',
  'flowchart BT',
  ...wings.map(wing => `  ${wing.name}["${wing.name}<br/>${wing.files} files"]`),
  ...wings.flatMap(wing => inOrder(wing.knows).filter(other => !isImplied(wing, other)).map(other => `  ${wing.name} --> ${other}`)),
  '```',
  '',
  '| wing | files | lines, about | stands on (files that say so) |',
  '|---|---:|---:|---|',
  ...wings.map(wing => `| \`${wing.name}/\` | ${wing.files} | ${round(wing.lines)} | ${inOrder(wing.knows).map(other => `${other} (${wing.knows.get(other)})`).join(', ') || 'nothing'} |`),
].join('\n');

const begin = '<!-- drawn by eng/architecture/wings.mjs -->';
const end = '<!-- end of what is drawn -->';
const before = readFileSync(page, 'utf8');
const after = before.slice(0, before.indexOf(begin) + begin.length) + '\n' + picture + '\n' + before.slice(before.indexOf(end));
if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (before !== after) {
  console.error('docs/architecture.md is not what the code says: node eng/architecture/wings.mjs');
  process.exitCode = 1;
}
