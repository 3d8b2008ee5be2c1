// Installs what start.mjs needs: node install.mjs FOLDER. Run by the build (Tables.targets).
// Builds may run side by side: each installs into a folder of its own and then moves it into place, so that the folder is whole
// whenever it is there.

import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const files = [
  'package.json', 'package-lock.json', '.npmrc', 'start.mjs', 'expressions.mjs', 'lean.mjs', 'iterators.mjs', 'rows.mjs', 'whole.mjs',
  'dynalite.mjs', 'arns.mjs', 'conditions.mjs', 'descriptions.mjs', 'expiry.mjs', 'operations.mjs', 'streams.mjs', 'stream-reads.mjs', 'transactions.mjs',
]
const stamp = 'installed.stamp'
const source = import.meta.dirname ?? dirname(process.argv[1])
const target = resolve(process.argv[2])

let staging

const needed = 20
if (Number(process.versions.node.split('.')[0]) < needed) {
  fail(`Node.js ${needed} or later is needed for the emulator's DynamoDB tables; this is ${process.version}.`)
}

mkdirSync(dirname(target), { recursive: true })
staging = mkdtempSync(`${target}-installing-`)
try {
  install()
  moveIntoPlace()
} finally {
  rmSync(staging, { recursive: true, force: true })
}

function install () {
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(readFileSync(join(source, file)))
    copyFileSync(join(source, file), join(staging, file))
  }

  // npm is npm.cmd on Windows, which only a shell starts. LevelDB comes prebuilt, so no package needs to run scripts.
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: staging, shell: process.platform === 'win32', encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (npm.error) {
    fail(`npm can't be started (${npm.error.message}). It comes with Node.js ${needed} or later.`)
  }
  if (npm.status !== 0) {
    fail(`npm ci failed: ${(npm.stderr || npm.stdout).trim()}`)
  }

  writeFileSync(join(staging, stamp), hash.digest('hex'))
}

function moveIntoPlace () {
  const old = `${staging}-old`
  try {
    if (existsSync(target)) {
      renameSync(target, old)
    }
  } catch (error) {
    // ENOENT: another build has just moved it away.
    if (error.code !== 'ENOENT') {
      fail(`${target} can't be replaced (${error.message}). End the emulator that runs from it.`)
    }
  }

  try {
    renameSync(staging, target)
  } catch (error) {
    if (!isSameInstallation()) {
      fail(`${target} can't be written: ${error.message}`)
    }
  }

  rmSync(old, { recursive: true, force: true })
}

// Another build was faster, with the same packages.
function isSameInstallation () {
  try {
    return readFileSync(join(staging, stamp), 'utf8') === readFileSync(join(target, stamp), 'utf8')
  } catch {
    return false
  }
}

function fail (message) {
  console.error(message)
  if (staging) {
    rmSync(staging, { recursive: true, force: true })
  }
  process.exit(1)
}
