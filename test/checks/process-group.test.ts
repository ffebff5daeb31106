/** `runCommand` returns when the command ends, even if other processes hold its output open, and kills what it left running. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../mock-sts/checks/process-group.ts'

const unstopped = new AbortController().signal

/** Whether a process is running; a zombie is not. */
function isRunning(pid: string): boolean {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,stat=']).toString().split('\n')
  return lines.some((line) => new RegExp(`^\\s*${pid}\\s+[^Z]`).test(line))
}

// Each `sleep` outlasts the time limit of a test.

it('returns when the command ends, even if a child holds its output open', async () => {
  const { code, output } = await runCommand('sleep 600 & echo $!; exit 3', { env: {}, signal: unstopped })
  expect(code).toBe(3)
  expect(isRunning(output.trim())).toBe(false)
})

it('returns when the command ends, even if a process outside its group holds its output open', async () => {
  const leave = `const child = require("node:child_process").spawn("sleep", ["600"], { detached: true, stdio: "inherit" })`
  const script = `${leave}; child.unref(); console.log(child.pid)`
  const { code, output } = await runCommand(`"${process.execPath}" -e '${script}'`, { env: {}, signal: unstopped })
  expect(code).toBe(0)
  expect(output).toMatch(/^\d+\n$/)
  expect(isRunning(output.trim())).toBe(true)
  process.kill(Number(output))
})

it('returns the complete output', async () => {
  const end = await runCommand('i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; echo last >&2', {
    env: {},
    signal: unstopped,
  })
  expect(end.output.split('\n').length).toBe(2002)
  expect(end.output).toContain('last\n')
})

describe('a command that is stopped', () => {
  /** Stops the script when it is up: when it has created the file `$UP`. */
  const stopped = async (script: string, grace?: number) => {
    const up = join(mkdtempSync(join(tmpdir(), 'process-group-')), 'up')
    const stop = new AbortController()
    const options = { env: { UP: up }, signal: stop.signal, ...(grace !== undefined && { grace }) }
    const ended = runCommand(`sh -c '${script}' & wait`, options)
    while (!existsSync(up)) await pause(20)
    const stoppedAt = performance.now()
    stop.abort()
    const { output } = await ended
    return { output, milliseconds: performance.now() - stoppedAt }
  }

  it('lets its processes end after SIGTERM, even if the shell ends at once', async () => {
    const obedient = 'trap "sleep 0.3; echo last words; exit" TERM; echo up; touch $UP; sleep 600 & wait'
    expect((await stopped(obedient, 60_000)).output).toBe('up\nlast words\n')
  })

  it('is killed one second after SIGTERM if it does not end', async () => {
    const { output, milliseconds } = await stopped('trap "" TERM; echo up; touch $UP; while true; do sleep 0.1; done')
    expect(output).toBe('up\n')
    // A timer may fire a millisecond early.
    expect(milliseconds).toBeGreaterThan(990)
  })
})
