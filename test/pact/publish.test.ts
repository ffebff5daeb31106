/** Publishing to a minimal Pact Broker, whose index links to the endpoint for contracts. */
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { pacts, publishOptionsOf, publishPacts } from 'helseid-contract/pact'
import { expect, it } from 'vitest'

interface Published {
  readonly authorization: string | undefined
  readonly body: { contracts: { content: string }[] }
}

interface Broker extends AsyncDisposable {
  readonly url: string
  readonly published: Published[]
}

/** https://github.com/pact-foundation/pact_broker/blob/master/lib/pact_broker/doc/views/index/publish-contracts.markdown */
async function startBroker({ refuses = false, leadsTo = '', linksTo = '' } = {}): Promise<Broker> {
  const published: Published[] = []
  const server = createServer(async (request, response) => {
    const url = `http://localhost:${(server.address() as AddressInfo).port}`
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/hal+json' }).end(JSON.stringify(body))
    if (request.url === '/')
      return answer(200, {
        _links: { 'pb:publish-contracts': { href: linksTo || `${leadsTo || url}/contracts/publish` } },
      })
    const body = (await json(request)) as Published['body'] & { pacticipantVersionNumber: string }
    if (refuses) return answer(409, { errors: { contracts: ['the content differs from what was published before'] } })
    published.push({ authorization: request.headers.authorization, body })
    const message = `Pact published for version ${body.pacticipantVersionNumber}`
    answer(200, {
      logs: [
        { level: 'debug', message: 'created' },
        { level: 'info', message },
      ],
    })
  }).listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    published,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

it('npm run pact:publish publishes the committed pacts, with the usual variables', async () => {
  await using broker = await startBroker()
  const env = { PACT_BROKER_BASE_URL: broker.url, PACT_BROKER_TOKEN: 't', GIT_COMMIT: 'abc123', GIT_BRANCH: 'main' }
  const { stdout } = await script(env)
  expect(stdout).toBe('Pact published for version abc123\n')
  const contracts = ['helseid', 'helseid-selvbetjening', 'helseid-protected-api'].map((providerName) => ({
    consumerName: 'helseid-client',
    providerName,
    specification: 'pact',
    contentType: 'application/json',
    content: expect.any(String),
  }))
  const body = { pacticipantName: 'helseid-client', pacticipantVersionNumber: 'abc123', branch: 'main', contracts }
  expect(broker.published).toEqual([{ authorization: 'Bearer t', body }])
  const [first] = broker.published[0]?.body.contracts ?? []
  expect(JSON.parse(Buffer.from(first?.content ?? '', 'base64').toString())).toEqual(pacts.sts)
})

it.each([
  [{}, 2, 'PACT_BROKER_BASE_URL is not set'],
  [{ PACT_BROKER_BASE_URL: 'http://127.0.0.1:9' }, 1, 'fetch failed: '],
  [{ PACT_BROKER_BASE_URL: 'broker.example' }, 2, 'must begin with http:// or https://'],
  [{ PACT_BROKER_BASE_URL: 'https://u:p@broker.example' }, 2, 'must not contain a user and password'],
])('%j ends with exit code %i', async (env, code, message) => {
  await expect(script(env)).rejects.toMatchObject({ code, stderr: expect.stringContaining(message) })
})

it('reports the broker’s own message when it rejects the pacts', async () => {
  await using broker = await startBroker({ refuses: true })
  await expect(publishPacts({ broker: broker.url, version: '1' })).rejects.toThrow(
    /answered 409: .*differs from what was published before/,
  )
})

it('sends the token to no other server', async () => {
  await using other = await startBroker()
  await using broker = await startBroker({ leadsTo: other.url })
  await expect(publishPacts({ broker: broker.url, version: '1', token: 't' })).rejects.toThrow('another server')
  expect(other.published).toEqual([])
})

it('rejects an address that is not a Pact Broker', async () => {
  const fetch = async () => Response.json({})
  await expect(publishPacts({ broker: 'https://x.example', version: '1', fetch })).rejects.toThrow(
    'is not a Pact Broker',
  )
})

it('rejects a login page, and repeats neither its text nor a password in the address', async () => {
  const fetch = async () => new Response('<h1>log in</h1>', { headers: { 'content-type': 'text/html' } })
  const broker = 'https://x.example'
  await expect(publishPacts({ broker, version: '1', fetch })).rejects.toThrow(`${broker} is not a Pact Broker: it sent`)
  const { message } = await publishPacts({ broker: 'https://u:secret@x.example', version: '1', fetch }).then(
    () => expect.unreachable(),
    (error: Error) => error,
  )
  expect(message).not.toContain('secret')
})

it('follows a relative link of the broker', async () => {
  await using broker = await startBroker({ linksTo: '/contracts/publish' })
  await publishPacts({ broker: broker.url, version: '1' })
  expect(broker.published).toHaveLength(1)
})

// The variables that Pact's own command line reads, and GitLab's current ones.
// https://github.com/pact-foundation/pact_broker-client/blob/master/lib/pact_broker/client/git.rb
it.each([
  [{ PACT_BROKER_USERNAME: 'u', PACT_BROKER_PASSWORD: 'p' }, { basic: { username: 'u', password: 'p' } }],
  [{ CI_BUILD_URL: 'https://ci.example/1' }, { buildUrl: 'https://ci.example/1' }],
  [
    { GIT_COMMIT: 'c0ffee', GIT_BRANCH: 'origin/main', BUILD_URL: 'https://jenkins.example/job/1/' },
    { version: 'c0ffee', branch: 'main', buildUrl: 'https://jenkins.example/job/1/' },
  ],
  [
    {
      GITHUB_SHA: 'c0ffee',
      GITHUB_REF: 'refs/heads/topic/a',
      GITHUB_HEAD_REF: '',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'nhn/x',
      GITHUB_RUN_ID: '7',
    },
    { version: 'c0ffee', branch: 'topic/a', buildUrl: 'https://github.com/nhn/x/actions/runs/7' },
  ],
  [{ GITHUB_HEAD_REF: 'topic/a', GITHUB_REF: 'refs/pull/7/merge' }, { branch: 'topic/a' }],
  [{ GITHUB_REF: 'refs/tags/v1' }, {}],
  [
    { CI_COMMIT_SHA: 'c0ffee', CI_COMMIT_REF_NAME: 'main', CI_JOB_URL: 'https://gitlab.example/1' },
    { version: 'c0ffee', branch: 'main', buildUrl: 'https://gitlab.example/1' },
  ],
  [
    { BUILD_SOURCEVERSION: 'c0ffee', BUILD_SOURCEBRANCHNAME: 'main' },
    { version: 'c0ffee', branch: 'main' },
  ],
])('reads commit, branch and build URL from %j', (env, expected) => {
  const git = (...args: string[]) => (args.includes('--abbrev-ref') ? 'HEAD' : 'abc123')
  const broker = 'https://broker.example'
  // Most CI services check out a commit without a branch: then no branch is given.
  expect(publishOptionsOf({ PACT_BROKER_BASE_URL: broker, ...env }, git)).toEqual({
    broker,
    version: 'abc123',
    ...expected,
  })
})

it('returns each message of a current broker, which calls them notices, once', async () => {
  const notices = [
    { type: 'debug', text: 'created' },
    { type: 'success', text: 'Pact published' },
  ]
  const logs = notices.map(({ type, text }) => ({
    level: type,
    message: text,
    deprecationWarning: 'Replaced by notices',
  }))
  const index = { _links: { 'pb:publish-contracts': { href: '/contracts/publish' } } }
  const publish = async (answer: object) =>
    publishPacts({
      broker: 'https://x.example',
      version: '1',
      fetch: async (url) => Response.json(String(url).endsWith('/publish') ? answer : index),
    })
  expect(await publish({ notices, logs })).toEqual(['Pact published'])
  expect(await publish({ notices })).toEqual(['Pact published'])
})

it('rejects a user without a password', () => {
  const env = { PACT_BROKER_BASE_URL: 'https://broker.example', PACT_BROKER_USERNAME: 'u' }
  expect(() => publishOptionsOf(env, () => 'main')).toThrow(
    'PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD must be set together',
  )
})

async function script(env: Record<string, string>) {
  const args = ['--conditions=helseid-source', 'contract/pact/publish-pacts.ts']
  return promisify(execFile)(process.execPath, args, { env: { PATH: process.env.PATH, ...env } })
}
