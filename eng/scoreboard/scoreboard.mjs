// Runs the conformance suite against one target after another and writes the tables of docs/scoreboard.md: see --help.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const usage = `node eng/scoreboard/scoreboard.mjs [TARGET...] [--out FILE]

Runs the statements of docs/websocket-api.md against each target and writes the result into FILE, between its two marks.

TARGET  emulator, serverless-offline, osls (these three unless you name some), a driver's file (my-target.json),
        or deployed: the stack on AWS whose address is in CHAT_CONFORMANCE_URL. Tests/Conformance/README.md says more.
FILE    docs/scoreboard.md unless you name another.

A run takes about two minutes per target; targets from npm are installed first.`

const [begin, end] = ['<!-- written by eng/scoreboard -->', '<!-- end -->']
const words = { holds: 'holds', differs: '**differs**', cannotBeTried: "can't be tried", notInThisRun: 'not run' }

const fail = text => { console.error(text); process.exit(1) }
const cell = text => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{a UUID}')
const row = cells => `| ${cells.join(' | ')} |\n`
const table = (heads, rows) => row(heads) + row(heads.map(() => '---')) + rows.map(row).join('')

function readArguments(given) {
  if (given.includes('--help')) { console.log(usage); process.exit(0) }
  const at = given.indexOf('--out')
  const file = path.resolve(at < 0 ? path.join(root, 'docs', 'scoreboard.md') : given[at + 1] ?? fail('--out names no file.'))
  const targets = at < 0 ? given : given.toSpliced(at, 2)
  const missing = targets.find(target => target.endsWith('.json') && !existsSync(target))
  if (missing) fail(`There is no file '${missing}'. Tests/Conformance/README.md shows how a target is described.`)
  if (!existsSync(file)) fail(`There is no file '${file}' to write into. It is a copy of docs/scoreboard.md, for one.`)
  const bad = targets.find(target => !['emulator', 'serverless-offline', 'osls', 'deployed'].includes(target) && !target.endsWith('.json'))
  if (bad) fail(`There is no target '${bad}'.\n\n${usage}`)
  if (targets.includes('deployed') && !process.env.CHAT_CONFORMANCE_URL) fail('The target deployed needs CHAT_CONFORMANCE_URL: see Tests/Conformance/README.md.')
  return { file, targets: targets.length > 0 ? targets : ['emulator', 'serverless-offline', 'osls'] }
}

async function run(target) {
  const name = target.endsWith('.json') ? JSON.parse(readFileSync(target, 'utf8')).name : target
  const result = path.join(root, 'artifacts', 'conformance', `${name}.json`)
  rmSync(result, { force: true })
  const env = { ...process.env }
  delete env.CHAT_CONFORMANCE_TARGET
  if (target !== 'deployed') {
    delete env.CHAT_CONFORMANCE_URL
    env.CHAT_CONFORMANCE_TARGET = target.endsWith('.json') ? path.resolve(target) : target
  }
  console.log(`${name} ...`)
  const started = Date.now()
  const test = spawn('dotnet', ['test', path.join(root, 'Tests', 'Conformance'), '--filter', 'Category=Conformance'], { env })
  let output = ''
  for (const stream of [test.stdout, test.stderr]) stream.on('data', data => { output += data })
  // It fails wherever a statement differs: what counts is whether it came to a result.
  await new Promise((resolve, reject) => test.on('close', resolve).on('error', reject))
  let json
  try { json = JSON.parse(readFileSync(result, 'utf8')) } catch { fail(`${name}: no result.\n${output.match(/Nothing was tested.*/)?.[0] ?? output.slice(-3000)}`) }
  const broken = json.statements.filter(one => one.verdict === 'differs' && one.detail.startsWith('broke off'))
  if (broken.length > 0) {
    fail(`${name}: ${broken.map(one => `${one.number} (${one.detail})`).join(', ')}.\nThat says nothing of the target: it has ended, or lacks one of the APIs, or the network failed. Run it again.`)
  }
  console.log(`  ${counts(json)}`)
  return { ...json, seconds: Math.round((Date.now() - started) / 1000) }
}

function counts({ statements }) {
  const count = verdict => statements.filter(one => one.verdict === verdict).length
  return `${count('holds')} hold, ${count('differs')} differ, ${count('cannotBeTried')} can't be tried`
}

function write(runs, command) {
  const numbers = runs[0].statements.map(one => one.number)
  const of = (run, number) => run.statements.find(one => one.number === number)
  const dotnet = spawnSync('dotnet', ['--version']).stdout.toString().trim()
  const machine = `${os.cpus().length} cores (${os.cpus()[0].model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()}, .NET SDK ${dotnet}, Node.js ${process.version}`
  const details = (verdict, which) => runs.flatMap(run => run.statements.filter(one => one.verdict === verdict).map(one => ({ run: run.target, ...one })))
    .reduce((all, one) => {
      const text = cell(which(one))
      const same = all.find(other => other.number === one.number && other.text === text)
      if (same) same.targets.push(one.run)
      else all.push({ number: one.number, rule: one.rule, text, targets: [one.run] })
      return all
    }, [])
    .sort((a, b) => a.number - b.number)
    .map(one => [one.number, one.rule, one.targets.join(', '), one.text])
  return [
    `\`${command}\`, ${runs.at(-1).date}, on ${machine}.\n`,
    table(['Target', 'Versions', 'Result', 'Seconds'], runs.map(run => [run.target, run.versions || 'not said', counts(run), run.seconds])),
    '## By statement\n',
    table(['#', 'Statement', 'Source', ...runs.map(run => run.target)], numbers.map(number =>
      [number, of(runs[0], number).rule, of(runs[0], number).source, ...runs.map(run => words[of(run, number).verdict])])),
    '## What differs\n',
    table(['#', 'Statement', 'Target', 'Seen'], details('differs', one => `${one.detail} (\`${one.test}\`)`)),
    "## What can't be tried, and why\n",
    table(['#', 'Statement', 'Target', 'Why'], details('cannotBeTried', one => one.detail)),
  ].join('\n')
}

const { file, targets } = readArguments(process.argv.slice(2))
const old = readFileSync(file, 'utf8')
if (!old.includes(begin) || !old.includes(end)) fail(`${file} has no '${begin}' and '${end}' to write between.`)
const runs = []
for (const target of targets) runs.push(await run(target))
const command = ['node eng/scoreboard/scoreboard.mjs', ...process.argv.slice(2).filter((one, at, all) => one !== '--out' && all[at - 1] !== '--out')].join(' ')
writeFileSync(file, `${old.split(begin)[0]}${begin}\n\n${write(runs, command)}\n${end}${old.split(end)[1]}`)
console.log(file)
