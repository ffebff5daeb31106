/** The examples on the overview of the workbench: they run as they are shown, or their lines are those of an example that runs. */
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filledIn, snippets, valuesOfClient } from '../../../mock-sts/ui/app/pages/overview/snippets.ts'
import { demoClient } from '../demo/demo-client.ts'

const root = new URL('../../../', import.meta.url)
const run = promisify(execFile)
/** They run the example as it is shown. */
const runIn = ['test/mock-sts/ui/snippets.test.ts', 'test/foreign/clients.test.ts']
let twin: StartedMockSts
beforeAll(async () => {
  twin = await startMockSts({ port: 0, clients: [demoClient.registration] })
})
afterAll(() => twin.close())

function shown(language: string, ofClient = valuesOfClient(demoClient.registration)): string {
  const { text = '' } = snippets.find((snippet) => snippet.language === language) ?? {}
  const values = { base: twin.origin, issuer: twin.issuer('test'), ...ofClient, authorization: '' }
  return filledIn(text, values)
    .map((part) => part.text)
    .join('')
}

it.skipIf(spawnSync('curl', ['--version']).error)('the curl example prints a token and its proof', async () => {
  const { stdout } = await run('sh', ['-c', shown('Minted token')])
  expect(JSON.parse(stdout)).toMatchObject({ accessToken: expect.any(String), proof: expect.any(String) })
})

it('the first example is a token request of the demo client, which the journal lists', async () => {
  expect(snippets[0]?.language).toBe('Terminal')
  const command = shown('Terminal').replace('npx helseid', '"$NODE" --conditions=helseid-source client/bin/helseid.js')
  const { stdout } = await run('sh', ['-c', command], {
    cwd: fileURLToPath(root),
    env: { ...process.env, NODE: process.execPath },
  })
  expect(stdout).not.toBe('')
  const own = twin.requests.filter(({ clientId }) => clientId === demoClient.clientId)
  expect(own.map(({ status }) => status)).toContain(200)
})

it('the example for Node calls the API', async () => {
  const args = ['--conditions=helseid-source', '--input-type=module', '-e', shown('Node')]
  const { stdout } = await run(process.execPath, args, { cwd: fileURLToPath(root) })
  expect(stdout).toMatch(/^200 /)
})

describe.each(snippets.filter(({ from }) => from !== undefined && !runIn.includes(from)))(
  'the example for $language',
  ({ text, from = '' }) => {
    it('has the lines of the example that it names, except those with its values', () => {
      const lines = (whole: string) => whole.split('\n').map((line) => line.trim())
      const example = new Set(lines(readFileSync(new URL(from, root), 'utf8')))
      const added = lines(text).filter(
        (line) => line !== '' && !line.startsWith('// lines of') && !line.includes('{issuer}') && !example.has(line),
      )
      expect(added.filter((line) => !/\{(clientId|scope)\}/.test(line))).toEqual([])
    })
  },
)

describe('without the demo client', () => {
  it.each(snippets.map(({ language }) => language))(
    'the example for %s names neither its id nor its key',
    (language) => {
      const text = shown(language, valuesOfClient(undefined))
      expect(text).not.toContain('NOT-A-SECRET')
      expect(text).not.toContain('dist/demo')
      expect(text).not.toContain(demoClient.clientId)
    },
  )

  it.each(['Terminal', 'Node', 'Python', '.NET'])(
    'the example for %s says what to put in, and how to register it',
    (language) => {
      const text = shown(language, valuesOfClient(undefined))
      expect(text).toMatch(/put in your client, its key and its scope; .*npx helseid-mock clients add/)
      expect(text).toContain('my-client-key.json')
    },
  )
})

it('an example says which test runs it, or that none does', () => {
  const named = snippets.flatMap(({ from }) => (from === undefined ? [] : [from]))
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
  expect(snippets.filter(({ from }) => from === undefined).map(({ language }) => language)).toEqual(['.NET'])
})
