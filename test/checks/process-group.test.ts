/** `runCommand` returns when the command ends, even if other processes hold its output open, and kills what it left running. */
import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { runCommand } from '../../mock-sts/checks/process-group.ts'

const unstopped = new AbortController().signal

/** Whether a process is running; a zombie is not. */
function isRunning(pid: string): boolean {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,stat=']).toString().split('\n')
  return lines.some((line) => new RegExp(`^\\s*${pid}\\s+[^Z]`).test(line))
}

it('returns when the command ends, even if a child holds its output open', async () => {
  const started = performance.now()
  const { code, output } = await runCommand('sleep 30 & echo $!; exit 3', { env: {}, signal: unstopped })
  expect(code).toBe(3)
  expect(performance.now() - started).toBeLessThan(5000)
  expect(isRunning(output.trim())).toBe(false)
})

it('returns when the command ends, even if a process outside its group holds its output open', async () => {
  const leave = `require("node:child_process").spawn("sleep", ["4"], { detached: true, stdio: "inherit" }).unref()`
  const started = performance.now()
  const end = await runCommand(`"${process.execPath}" -e '${leave}; console.log("said")'`, {
    env: {},
    signal: unstopped,
  })
  expect(end).toEqual({ code: 0, output: 'said\n' })
  expect(performance.now() - started).toBeLessThan(3000)
})

it('returns the complete output', async () => {
  const end = await runCommand('i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; echo last >&2', {
    env: {},
    signal: unstopped,
  })
  expect(end.output.split('\n').length).toBe(2002)
  expect(end.output).toContain('last\n')
})

it('gives the processes one second after SIGTERM, even if the shell ends at once, and then kills them', async () => {
  const stopped = async (script: string) => {
    const stop = new AbortController()
    const ended = runCommand(`sh -c '${script}' & wait`, { env: {}, signal: stop.signal })
    setTimeout(() => stop.abort(), 500)
    return (await ended).output
  }
  const obedient = 'trap "sleep 0.3; echo last words; exit" TERM; echo up; sleep 30 & wait'
  expect(await stopped(obedient)).toBe('up\nlast words\n')
  const started = performance.now()
  expect(await stopped('trap "echo no" TERM; echo up; while true; do sleep 0.1; done')).toMatch(/^up\n.*no\n/s)
  expect(performance.now() - started).toBeLessThan(4000)
})
