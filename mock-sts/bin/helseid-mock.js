#!/usr/bin/env node
// Launches the command line: the built files of a package, or the sources of a checkout, which need an export condition.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const sources = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

if (existsSync(sources)) {
  const args = ['--conditions=helseid-source', sources, ...process.argv.slice(2)]
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  process.exitCode = signal ? 1 : (status ?? 1)
} else await import('../dist/cli/main.js')
