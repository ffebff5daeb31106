/** The twin ends with the process that started it, and with nothing else: real processes, wrappers, shells. */
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { isWindows, serve, serveInShell, startCommand, stays, stop, type TwinCommand } from './twin-command.ts'

const logged = ({ lines }: TwinCommand) =>
  lines.filter((line) => line.startsWith('{"time"')).map((line) => JSON.parse(line))

/** A data URL that makes Node report another parent. */
const withParent = (pid: number) => [
  process.execPath,
  '--import',
  `data:text/javascript,Object.defineProperty(process,"ppid",{value:${pid}})`,
  ...serve.slice(1),
]

describe('the twin ends', () => {
  it('when its standard input is closed, with 0, and logs why', async () => {
    const twin = await startCommand(serve)
    twin.child.stdin.end()
    expect(await twin.ended).toEqual({ code: 0, signal: null, errors: '' })
    expect(logged(twin)).toMatchObject([
      { event: 'parent-gone', message: expect.stringMatching(/^standard input was closed, so the twin stops; --exit/) },
    ])
  })

  it('when its standard input is closed, also on the wrapper npx', async () => {
    const twin = await startCommand(['npx', 'helseid-mock'])
    twin.child.stdin.end()
    expect(await twin.ended).toMatchObject({ code: 0 })
  })

  it.skipIf(isWindows).each([
    ['npx helseid-mock', 'SIGTERM'],
    ['npx helseid-mock', 'SIGKILL'],
    ['npm start', 'SIGTERM'],
    ['npm start', 'SIGKILL'],
  ] as const)('when %s, which started it, gets %s while standard input stays open', async (command, signal) => {
    // A shell between npm and the twin outlives npm only on Linux.
    const twin = await startCommand(command.split(' '), { keepStdin: true })
    twin.child.kill(signal)
    await twin.ended
    expect(logged(twin)).toMatchObject([{ event: 'parent-gone', end: 'parent' }])
  })

  it.skipIf(isWindows)('when its parent is gone while standard input stays open', async () => {
    const twin = await startCommand(['sh', '-c', `exec 3<&0; ${serveInShell} <&3 & wait`], { keepStdin: true })
    twin.child.kill('SIGKILL')
    await twin.ended
    expect(logged(twin)).toMatchObject([{ event: 'parent-gone', end: 'parent' }])
  })

  it.skipIf(isWindows)(
    'with --exit-with-parent, when its parent is gone and standard input is not a pipe',
    async () => {
      const twin = await startCommand(['sh', '-c', `${serveInShell} --exit-with-parent </dev/null & wait`])
      twin.child.kill('SIGKILL')
      await twin.ended
      expect(logged(twin)).toMatchObject([{ event: 'parent-gone', end: 'parent' }])
    },
  )

  it('with --exit-with-parent, when its standard input is closed and its parent is process 1', async () => {
    const twin = await startCommand([...withParent(1), '--exit-with-parent=true'])
    twin.child.stdin.end()
    expect(await twin.ended).toMatchObject({ code: 0 })
  })

  it.skipIf(isWindows)(
    'with HELSEID_MOCK_EXIT_WITH_PARENT=true, at once if standard input was closed from the start',
    async () => {
      const twin = await startCommand(['sh', '-c', `: | ${serveInShell}`], {
        env: { HELSEID_MOCK_EXIT_WITH_PARENT: 'true' },
      })
      expect(await twin.ended).toMatchObject({ code: 0 })
    },
  )
})

describe('the twin stays', () => {
  it('when standard input is closed, but its parent is process 0 or 1, as in a container, or a setting says so', async () => {
    const starts: readonly (readonly [command: readonly string[], env: Readonly<Record<string, string>>])[] = [
      [withParent(0), {}],
      [withParent(1), {}],
      [[...serve, '--exit-with-parent=false'], {}],
      [serve, { HELSEID_MOCK_EXIT_WITH_PARENT: 'false' }],
      [serve, { HELSEID_MOCK_CONFIG: '{"exitWithParent": false}' }],
    ]
    const twins = starts.map(async ([command, env]) => {
      const twin = await startCommand(command, { env })
      twin.child.stdin.end()
      await stays(twin)
      expect([command, env, logged(twin)]).toEqual([command, env, []])
      await stop(twin)
    })
    await Promise.all(twins)
  })

  const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
  /** Each prints the id of the process, or of the process group, that ends the twin. */
  const starts: readonly (readonly [needs: string, script: string])[] = [
    ['sh', `${serveInShell} </dev/null & echo $!`],
    ['sh', `${serveInShell} & echo $!`],
    ['nohup', `nohup ${serveInShell} & echo $!`],
    ['setsid', `setsid ${serveInShell} & echo $!`],
    ['xargs', `echo -$$; echo --port 0 | xargs ${serveInShell}`],
    // As cron and `make -j` start a command: with a pipe that no one writes to.
    ['sh', `echo -$$; : | ${serveInShell}`],
    ['sh', `echo -$$; echo text | ${serveInShell}`],
  ]

  it.skipIf(isWindows)(
    'when started by a shell that has ended, by nohup, setsid, xargs, or with a closed pipe',
    async () => {
      const twins = starts
        .filter(([needs]) => has(needs))
        .map(async ([, script]) => {
          const twin = await startCommand(['sh', '-c', script])
          await stays(twin)
          expect([script, logged(twin)]).toEqual([script, []])
          process.kill(Number(twin.lines[0]), 'SIGTERM')
          await twin.ended
        })
      await Promise.all(twins)
    },
  )
})

it.skipIf(isWindows)('--exit-with-parent without a parent or a pipe to look at is noted', async () => {
  const [node, ...rest] = withParent(1).map((word) => `'${word}'`)
  const twin = await startCommand(['sh', '-c', `exec ${node} ${rest.join(' ')} --exit-with-parent </dev/null`])
  await stop(twin)
  expect(logged(twin)).toMatchObject([{ event: 'note', message: expect.stringMatching(/has no effect, because/) }])
})

it.skipIf(isWindows)('the example in shell leaves no process behind, with its default command', async () => {
  const example = fileURLToPath(new URL('../../examples/shell/spawn-twin.sh', import.meta.url))
  // Resolves when no process is left that holds an output.
  const { stdout, stderr } = await promisify(execFile)(example, { cwd: dirname(example) })
  const { issuer } = JSON.parse(stdout)
  expect(stderr).toBe('')
  await expect(fetch(issuer)).rejects.toThrow('fetch failed')
})

it('the image never ends with a parent', () => {
  const dockerfile = readFileSync(new URL('../../../docker/Dockerfile', import.meta.url), 'utf8')
  expect(dockerfile).toMatch(/^ENV (?:.*\\\n)*? *HELSEID_MOCK_EXIT_WITH_PARENT=false\b/m)
})
