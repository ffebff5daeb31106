#!/usr/bin/env node
// Launches the CLI from the built files of a package, or from the sources of a checkout, which need an export condition.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const oldest = '22.12'
const sources = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `helseid: requires Node ${oldest} or later, this is ${process.versions.node}; npx helseid uses the project's own after npm i -D node@24 (in a checkout of the twin: npm ci)`,
  )
  process.exitCode = 2
} else if (existsSync(sources)) {
  const child = spawn(process.execPath, ['--conditions=helseid-source', sources, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1)
  })
} else await import('../dist/cli/main.js')
