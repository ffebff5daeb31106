/** How the command line stops: by signals, in bounded time, after an unexpected error, and without a reader of its output. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { closeInTime } from '../../../mock-sts/cli/stop.ts'
import { isWindows, serve, serveInShell, startCommand } from './twin-command.ts'

const execute = promisify(execFile)
const signals = new URL('../../../mock-sts/cli/signals.ts', import.meta.url).href
const [node = '', program = ''] = serve

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe.skipIf(isWindows)('a signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends the twin with 0, although a caller still waits for a response',
    async (signal) => {
      const twin = await startCommand(serve)
      const waiting = fetch(`${twin.origin}/_mock/requests?count=9&wait=20`).catch(() => 'cut off')
      // A response to a later request: by then the twin has the first.
      await fetch(`${twin.origin}/healthz`)
      twin.child.kill(signal)
      expect(await twin.ended).toEqual({ code: 0, signal: null, errors: '' })
      expect(await waiting).toBe('cut off')
    },
  )

  it('that follows at once is taken for the same one, even if the twin has nothing left to do', async () => {
    const twin = await startCommand(serve)
    twin.child.kill('SIGINT')
    for (const milliseconds of [4, 8, 12]) setTimeout(() => twin.child.kill('SIGINT'), milliseconds)
    expect(await twin.ended).toEqual({ code: 0, signal: null, errors: '' })
  })

  it('ends a process that does not finish closing, if it is the second', async () => {
    const script = `import { stopSignal } from '${signals}'
      setInterval(() => {}, 1000)
      console.log('running')
      console.log(await stopSignal(new Promise(() => {})))`
    const child = spawn(node, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    let timer: NodeJS.Timeout | undefined
    createInterface({ input: child.stdout }).on('line', (line) => {
      child.kill('SIGINT')
      // A signal that follows at once is taken for the same one, which npm passes on.
      if (line === 'SIGINT') timer = setInterval(() => child.kill('SIGINT'), 50)
    })
    expect(await ended).toEqual([128 + constants.signals.SIGINT, null])
    clearInterval(timer)
  })

  it('SIGHUP does not end a twin without a terminal, as with nohup', async () => {
    const twin = await startCommand(['sh', '-c', `exec nohup ${serveInShell} </dev/null`])
    twin.child.kill('SIGHUP')
    expect((await fetch(`${twin.origin}/_mock/requests?count=9&wait=1`)).status).toBe(200)
    twin.child.kill('SIGTERM')
    expect(await twin.ended).toMatchObject({ code: 0 })
  })
})

it('closing takes at most five seconds, then the process ends with 1 and says so', async () => {
  vi.useFakeTimers()
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  void closeInTime(() => new Promise(() => undefined))
  await vi.advanceTimersByTimeAsync(4999)
  expect(exit).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(exit.mock.calls).toEqual([[1]])
  expect(error.mock.calls).toEqual([['helseid-mock: not closed within 5 seconds: ends anyway']])
})

describe.skipIf(isWindows)('an unexpected error', () => {
  const failing = (env = {}) => {
    const fail = `data:text/javascript,process.on("SIGUSR2",()=>{throw new TypeError("broken: hush-hush-token")})`
    return startCommand([node, '--import', fail, program, 'serve', '--control-token', 'hush-hush-token'], { env })
  }

  it('prints one line without secrets and ends with 1', async () => {
    const twin = await failing()
    twin.child.kill('SIGUSR2')
    expect(await twin.ended).toEqual({
      code: 1,
      signal: null,
      errors: expect.stringMatching(
        /^helseid-mock: unexpected error, a bug in the twin: TypeError: broken: \(withheld\S*\) at [^\n]+ \(NODE_DEBUG=helseid-mock prints the stack\)\n$/,
      ),
    })
  })

  it('prints its stack with NODE_DEBUG=helseid-mock', async () => {
    const twin = await failing({ NODE_DEBUG: 'helseid-mock' })
    twin.child.kill('SIGUSR2')
    const { errors } = await twin.ended
    expect(errors).toMatch(/\n {4}at [^\n]+\n {4}at /)
    expect(errors).not.toContain('hush-hush-token')
  })
})

describe.skipIf(isWindows)('output', () => {
  it('that no one reads any more does not end the twin', async () => {
    const twin = await startCommand(serve)
    twin.child.stdout.destroy()
    const body = new URLSearchParams({ client_id: 'logged' })
    for (let request = 0; request < 2; request++)
      expect((await fetch(`${twin.origin}/test/connect/token`, { method: 'POST', body })).status).toBe(400)
    twin.child.kill('SIGTERM')
    expect(await twin.ended).toEqual({ code: 0, signal: null, errors: '' })
  })

  const shell = (redirected: string) => execute('bash', ['-c', `"$0" "$1" --help ${redirected}`, node, program])

  it('that no one reads any more is not a failure of a command', async () => {
    const { stderr } = await shell('| true; exit ${PIPESTATUS[0]}')
    expect(stderr).toBe('')
  })

  it.skipIf(!existsSync('/dev/full'))('that a full disk does not take is one', async () => {
    await expect(shell('> /dev/full')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^helseid-mock: cannot write output: ENOSPC[^\n]*\n$/),
    })
  })
})
