/** What a newcomer reads first is true: which client the twin knows, and where npx finds the commands. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { expect, it, onTestFinished } from 'vitest'
import { run } from '../../client/cli/run.ts'
import { demoClient } from '../mock-sts/demo/demo-client.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const readme = read('README.md')
const start = readme.slice(readme.indexOf('## Start'), readme.indexOf('## Your own client'))

it('README.md names the demo client and its key, with a command that prints its token', async () => {
  const sts = await startMockSts({ port: 0, clients: [demoClient.registration] })
  onTestFinished(() => sts.close())
  const [, quoted = ''] = /^npx helseid (token .*\\\n.*)$/m.exec(start) ?? []
  const words = quoted.replace('\\\n', '').split(/ +/)
  expect(words).toContain('http://localhost:8080/test')
  const files: Readonly<Record<string, string>> = {
    'http://localhost:8080/test': sts.issuer('test'),
    'mock-sts/demo/client-key.NOT-A-SECRET.json': fileURLToPath(
      new URL('mock-sts/demo/client-key.NOT-A-SECRET.json', root),
    ),
  }
  const out: string[] = []
  const code = await run(
    words.map((word) => files[word] ?? word),
    { env: {}, now: Date.now, fetch, out: (text) => void out.push(text), err: () => undefined },
  )
  expect([code, decodeJwt(out.join('')).client_id]).toEqual([0, demoClient.clientId])
  expect(start).toContain(`Its id is \`${demoClient.clientId}\``)
})

it('README.md says where npx finds the commands before it uses npx for one', () => {
  const noted = start.indexOf('The packages are not published yet.')
  expect(noted).toBeGreaterThan(0)
  expect(start.indexOf('\nnpx helseid')).toBeGreaterThan(noted)
})

it('every page that shows `await using`, a syntax error in plain JavaScript before Node 24, names the call that replaces it', () => {
  const pages = globSync('{*.md,*/README.md,docs/*.md}', { cwd: fileURLToPath(root) })
  const unexplained = pages.filter((path) => {
    const page = read(path)
    const named = [...page.matchAll(/^ *await using (?!var )(\w+)/gm)].map(([, name]) => name)
    return named.some((name) => !new RegExp(`await ${name}\\.(close|stop)\\(\\)`).test(page))
  })
  expect(unexplained).toEqual([])
  expect(readme).toMatch(/^await sts\.close\(\)$/m)
})

it.each(['client/README.md', 'docs/client.md'])('%s lets npx run no package of another publisher', (path) => {
  const commands = read(path).match(/npx\b.*\bhelseid .*/g) ?? []
  expect(commands.length).toBeGreaterThan(1)
  for (const command of commands) expect(command).toMatch(/^npx --no-install helseid /)
})
