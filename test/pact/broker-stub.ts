/** A stub that answers as the Pact Broker's published API documentation shows. It is not a broker: it checks and stores nothing. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface BrokerCall {
  readonly call: string
  readonly authorization: string | undefined
  readonly body: unknown
}

export interface BrokerStub extends AsyncDisposable {
  readonly url: string
  readonly calls: BrokerCall[]
}

/** Documentation: lib/pact_broker/doc/views in https://github.com/pact-foundation/pact_broker. `isVerified` is the result in the matrix. */
export async function startBrokerStub({ isVerified = true } = {}): Promise<BrokerStub> {
  const calls: BrokerCall[] = []
  const server = createServer(async (request, response) => {
    const url = `http://localhost:${(server.address() as AddressInfo).port}`
    const sent = await text(request)
    const [path = ''] = decodeURIComponent(request.url ?? '').split('?')
    const call = `${request.method} ${path}`
    calls.push({ call, authorization: request.headers.authorization, body: sent === '' ? undefined : JSON.parse(sent) })
    const found = Object.entries(answers(url, isVerified)).find(([pattern]) => new RegExp(`^${pattern}$`).test(call))
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/hal+json;charset=utf-8' })
    response.end(JSON.stringify(found?.[1] ?? { error: 'not found' }))
  }).listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    calls,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

/** One interaction of the committed token pact. */
function tokenPact(): object {
  const path = new URL('../../contract/pacts/helseid-client-helseid.json', import.meta.url)
  const { interactions, ...others } = JSON.parse(readFileSync(path, 'utf8'))
  return {
    ...others,
    interactions: interactions.filter(
      ({ description }: { description: string }) => description === 'a request for the metadata',
    ),
  }
}

function answers(url: string, isVerified: boolean): Readonly<Record<string, object>> {
  const version = `${url}/pacticipants/helseid-client/versions/abc123`
  const pact = `${url}/pacts/provider/helseid/consumer/helseid-client/pact-version/1`
  const link = (href: string) => ({ href, templated: href.includes('{') })
  return {
    'GET /': {
      _links: {
        'pb:publish-contracts': link(`${url}/contracts/publish`),
        'pb:pacticipant-version': link(`${url}/pacticipants/{pacticipant}/versions/{version}`),
        'pb:environments': link(`${url}/environments`),
        'pb:provider-pacts-for-verification': link(`${url}/pacts/provider/{provider}/for-verification`),
      },
    },
    // index/publish-contracts.markdown
    'POST /contracts/publish': {
      logs: [{ level: 'info', message: 'Pact published for helseid-client version abc123 and provider helseid.' }],
      notices: [{ type: 'success', text: 'Pact published for helseid-client version abc123 and provider helseid.' }],
      _embedded: {
        pacticipant: { name: 'helseid-client', _links: { self: { href: `${url}/pacticipants/helseid-client` } } },
        version: {
          number: 'abc123',
          branch: 'main',
          _links: { self: { title: 'Version', name: 'abc123', href: version } },
        },
      },
      _links: {
        'pb:pacticipant': { title: 'Pacticipant', name: 'helseid-client', href: `${url}/pacticipants/helseid-client` },
        'pb:pacticipant-version': { title: 'Pacticipant version', name: 'abc123', href: version },
        'pb:pacticipant-version-tags': [],
        'pb:contracts': [
          { title: 'Pact', name: 'Pact', href: `${url}/pacts/provider/helseid/consumer/helseid-client/version/abc123` },
        ],
      },
    },
    // provider-pacts-for-verification.markdown; Pact’s verifier also follows the link with GET
    '(GET|POST) /pacts/provider/helseid/for-verification': {
      _embedded: {
        pacts: [
          {
            // Pact’s verifier requires it, although the documentation does not name it.
            shortDescription: 'latest from branch main',
            verificationProperties: {
              notices: [
                {
                  text: 'This pact is being verified because it is the pact for the latest version of helseid-client',
                  when: 'before_verification',
                },
              ],
              pending: false,
            },
            _links: { self: { href: pact, name: 'Pact between helseid-client (abc123) and helseid' } },
          },
        ],
      },
      _links: { self: { href: `${url}/pacts/provider/helseid/for-verification`, title: 'Pacts to be verified' } },
    },
    'GET /pacts/provider/helseid/consumer/helseid-client/pact-version/1': {
      ...tokenPact(),
      _links: {
        self: { href: pact },
        'pb:publish-verification-results': {
          title: 'Publish verification results',
          href: `${pact}/verification-results`,
        },
      },
    },
    // publish-verification-results.markdown
    'POST /pacts/provider/helseid/consumer/helseid-client/pact-version/1/verification-results': {
      success: true,
      providerApplicationVersion: '1.0.0',
      _links: { self: { href: `${url}/verification-results/1` } },
    },
    // index/environments.markdown
    'GET /environments': {
      _embedded: {
        environments: [
          { uuid: '79060381-269c-4769-9894-9ec3cab44729', name: 'test', displayName: 'Test', production: false },
        ],
      },
    },
    // index/pacticipant-version.markdown, with the links of the version's decorator
    'GET /pacticipants/helseid-client/versions/abc123': {
      number: 'abc123',
      _links: {
        self: { title: 'Version', name: 'abc123', href: version },
        'pb:record-deployment': [
          {
            title: 'Record deployment to Test',
            name: 'test',
            href: `${version}/deployed-versions/environment/79060381-269c-4769-9894-9ec3cab44729`,
          },
        ],
      },
    },
    'POST /pacticipants/helseid-client/versions/abc123/deployed-versions/environment/.*': {
      uuid: 'ff3adecf-cfc5-4653-a4e3-f1861092f8e0',
      currentlyDeployed: true,
    },
    // matrix.markdown
    'GET /matrix': {
      summary: {
        deployable: isVerified,
        reason: isVerified
          ? 'All required verification results are published and successful'
          : 'The verification failed',
        success: isVerified ? 1 : 0,
        failed: isVerified ? 0 : 1,
        unknown: 0,
      },
      notices: [{ type: isVerified ? 'success' : 'error', text: 'All required verification results are published' }],
      matrix: [
        {
          consumer: {
            name: 'helseid-client',
            version: { number: 'abc123', _links: { self: { href: version } } },
            _links: { self: { href: url } },
          },
          provider: {
            name: 'helseid',
            version: { number: 'def456', _links: { self: { href: url } } },
            _links: { self: { href: url } },
          },
          pact: { createdAt: '2026-11-28T12:00:00+00:00', _links: { self: { href: url } } },
          verificationResult: {
            success: isVerified,
            verifiedAt: '2026-11-28T12:00:00+00:00',
            _links: { self: { href: `${url}/verification-results/1` } },
          },
        },
      ],
    },
  }
}
