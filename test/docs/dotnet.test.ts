/** docs/dotnet.md is true: it quotes its examples, and what they send to the twin is accepted. C# itself is compiled by `.ci/full` only. */
import { globSync, readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { startMockSts } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { commands } from '../../mock-sts/cli/index.ts'
import { run } from '../../mock-sts/cli/run.ts'
import { assertContainerConfig } from '../../mock-sts/containers/container-config.ts'
import { scenarios } from '../../mock-sts/scenarios/index.ts'

vi.mock('../../mock-sts/cli/signals.ts', () => ({ stopSignal: async () => undefined }))
afterEach(() => vi.restoreAllMocks())

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = read('docs/dotnet.md')
const examples = globSync('test/examples/dotnet/*/*.cs', { cwd: root }).sort()
const sources = examples.map(read)
const everything = [page, ...sources].join('\n')
const find = (pattern: RegExp, text = everything) => [
  ...new Set([...text.matchAll(pattern)].map(([, name]) => String(name))),
]

it('quotes each example whole, and no other C#', () => {
  const quoted = [...page.matchAll(/^```csharp\n(.*?)^```$/gms)].map(([, code]) => code)
  expect(quoted.toSorted()).toEqual(sources.map((source) => source.replace(/^\/\/.*\n/, '')).toSorted())
})

it('opens each example with a sentence that says what it is', () => {
  for (const source of sources) expect(source).toMatch(/^\/\/ [A-Z].*\.\n(?!\/\/)/)
})

describe('names what exists', () => {
  const publicNames = read('test/docs/public-names.txt').split('\n')

  it('each environment variable is one of the twin’s', () => {
    const variables = find(/\b(HELSEID_MOCK_\w+)/g)
    expect(variables.length).toBeGreaterThan(6)
    expect(variables.filter((name) => !publicNames.includes(name))).toEqual([])
  })

  it('each command and flag is one of the command line’s', () => {
    const lines = find(/`(helseid-mock [^`]+)`/g)
    expect(lines.map((line) => String(line.split(' ')[1])).filter((name) => !(name in commands))).toEqual([])
    const flags = find(/(?<![\w-])(--[a-z][a-z-]*)/g)
    expect(flags).toEqual(expect.arrayContaining(['--port', '--log-format', '--tls', '--tls-ca', '--dir', '--if-none']))
    expect(flags.filter((flag) => !publicNames.some((name) => name.split(/[ ,]+/).includes(flag)))).toEqual([])
  })

  it('each fault of a minted token is a scenario', () => {
    const faults = find(/\[InlineData\("([^"]+)"\)\]/g)
    expect(faults.length).toBeGreaterThan(1)
    expect(faults.filter((fault) => !scenarios.some(({ name }) => name === fault))).toEqual([])
  })

  it('each package is in the project files, in the named version', () => {
    const projects = globSync('test/examples/dotnet/*/*.csproj', { cwd: root }).map(read).join('')
    const [, framework] = /<TargetFramework>net(\d+)\.0</.exec(projects) ?? []
    const major = (name: string) => new RegExp(`Include="${name}" Version="(\\d+)\\.`).exec(projects)?.[1]
    expect(page).toContain(
      `for .NET ${framework}, xUnit ${major('xunit')}, Testcontainers ${major('Testcontainers')} and Duende.IdentityModel ${major('Duende.IdentityModel')}.`,
    )
  })
})

it('waits for a line that the JSON log has, and the text log has not', async () => {
  const [, quoted = ''] =
    /UntilMessageIsLogged\((".*")\)/.exec(read('test/examples/dotnet/Tests/TwinContainer.cs')) ?? []
  const pattern = new RegExp(JSON.parse(quoted))
  const logged = async (format: string) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    expect(await run(['serve', '--port', '0', '--log-format', format])).toBe(0)
    return log.mock.calls.splice(0).join('\n')
  }
  expect(await logged('json')).toMatch(pattern)
  expect(await logged('text')).not.toMatch(pattern)
})

it('starts the container with a configuration that the twin accepts', () => {
  const [, config = ''] = /Config = """(.*)"""/.exec(read('test/examples/dotnet/Tests/TwinContainer.cs')) ?? []
  expect(() => assertContainerConfig(JSON.parse(config))).not.toThrow()
})

describe('a twin', () => {
  const started = async () => {
    const twin = await startMockSts({ port: 0 })
    onTestFinished(() => twin.close())
    return twin
  }

  it('mints what the fixture requests: a Bearer token of the issuer, with the scope as a list', async () => {
    const fixture = read('test/examples/dotnet/Tests/TwinProcess.cs')
    const [, members = ''] = /var request = new \{ (.*) \};/.exec(fixture) ?? []
    expect(find(/(?:^|, )(\w+)/g, members)).toEqual(['audience', 'scopes', 'bearer', 'issuer', 'broken'])
    const twin = await started()
    for (const issuer of [twin.issuer('test'), 'https://helseid-sts.test.nhn.no']) {
      const body = { audience: 'nhn:example', scopes: ['nhn:example/api'], bearer: true, issuer, broken: [] }
      const response = await fetch(`${twin.origin}/_mock/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const { accessToken } = (await response.json()) as { accessToken: string }
      expect(decodeJwt(accessToken)).toMatchObject({ iss: issuer, aud: 'nhn:example', scope: ['nhn:example/api'] })
      expect(decodeJwt(accessToken)).not.toHaveProperty('cnf')
      const api = read('test/examples/dotnet/Api/Program.cs')
      expect(api).toContain(`ValidTypes = ["${decodeProtectedHeader(accessToken).typ}"]`)
    }
  })

  it('answers what the redirecting handler sends, plain HTTP with the real name, as that name', async () => {
    const twin = await started()
    const real = 'https://helseid-sts.test.nhn.no'
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { host: new URL(real).host }
      httpRequest(`${twin.origin}/.well-known/openid-configuration`, { headers }, (response) => resolve(text(response)))
        .on('error', reject)
        .end()
    })
    expect(JSON.parse(answer)).toMatchObject({ issuer: real, jwks_uri: expect.stringMatching(`^${real}/`) })
  })
})
