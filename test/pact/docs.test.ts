/** The examples in docs/pact.md are what runs. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { states } from 'helseid-contract/pact'
import { startMockSts } from 'helseid-mock'
import { parse } from 'shell-quote'
import { expect, it, vi } from 'vitest'
import { pactProxyCommand } from '../../mock-sts/cli/pact/proxy.ts'
import { run } from '../../mock-sts/cli/run.ts'
import manifest from '../../package.json' with { type: 'json' }
import { demoClient } from '../mock-sts/demo/demo-client.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = read('docs/pact.md')
const withoutOpening = (text: string) => text.replace(/^\/\*\*.*\*\/\n/, '')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block)

it('docs/pact.md quotes the whole examples', () => {
  const examples = ['consumer-pact', 'verify-api']
  expect(blocks('ts')).toEqual(examples.map((name) => withoutOpening(read(`test/examples/pact/${name}.ts`))))
})

it.each([
  ['python', 'python/verify_pact.py'],
  ['java', 'java/src/test/java/example/JournalPactTest.java'],
  ['csharp', 'dotnet/JournalPactTests.cs'],
])('docs/pact.md quotes the whole example in %s', (language, path) => {
  expect(blocks(language)).toEqual([read(`test/examples/pact/${path}`)])
})

it('docs/pact.md starts the proxy with flags that it has', () => {
  const command = new Command()
  pactProxyCommand.configure(command)
  const flags = command.options.map(({ long }) => long)
  const starts = blocks('sh').filter((block) => block.includes('helseid-mock pact proxy'))
  expect(starts).toHaveLength(2)
  for (const start of starts) {
    const words = parse(start.slice(start.indexOf('pact proxy')).trim()).map(String)
    expect(flags).toEqual(expect.arrayContaining(words.filter((word) => word.startsWith('--'))))
  }
})

it.each(blocks('sh').filter((block) => block.startsWith('npm run ')))('%s', (block) => {
  expect(manifest.scripts).toHaveProperty([block.trim().replace('npm run ', '')])
})

// It sends about two hundred requests, which takes time on a busy machine.
it.each(blocks('sh').filter((block) => block.startsWith('npx helseid-mock check ')))('%s', async (block) => {
  await using sts = await startMockSts({ port: 0, clients: [demoClient.registration] })
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const words = parse(block.replace('http://localhost:8080/test', sts.issuer('test')).trim()).map(String)
  expect(await run(words.slice(2))).toBe(0)
  expect(log.mock.lastCall?.[0]).toContain('Check passed')
})

it('docs/pact.md names the provider states of an API', () => {
  for (const state of states.filter((name) => /token$|^a registered|^a proof used/.test(name)))
    expect(page).toContain(`\`${state}\``)
})
