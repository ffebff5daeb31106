/** `compare`: the twin’s own answers do not differ from the twin, other answers are reported to the field, and secrets never are. */
import { cases } from 'helseid-contract/cases'
import { decodeCompact, type ExchangeAnswer, type Jwk, publicJwk, type Recipe } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { compareAnswers } from '../../mock-sts/checks/recording/compare-exchange.ts'
import { readRecording } from '../../mock-sts/checks/recording/read-recording.ts'
import { type ComparisonOptions, twinAnswer } from '../../mock-sts/checks/recording/twin-answer.ts'
import { demoSigningKey, signToken } from '../../mock-sts/keys/signing-keys.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { send } from '../mock-sts/endpoints/case-harness.ts'
import { curlText, har, httpText, type Recorded } from './recording.ts'

type Members = Record<string, unknown>

async function compared(text: string, known: Partial<ComparisonOptions> = {}) {
  const [exchange] = readRecording(text)
  if (exchange === undefined) throw new Error('nothing was read')
  return compareAnswers(exchange.answer, await twinAnswer(exchange, { profile: 'today', ...known }))
}

const granted = (await send({})).answer
const refused = (await send({ assertion: { header: { typ: 'JWT' } } })).answer

function withBody(answer: ExchangeAnswer, change: Members): Recorded {
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), ...change }) }
}

async function withToken(change: { header?: Members; claims?: Members }): Promise<Recorded> {
  const { header, claims } = decodeCompact(JSON.parse(granted.body).access_token) as {
    header: Members
    claims: Members
  }
  const changed = [
    { ...header, ...change.header },
    { ...claims, ...change.claims },
  ] as const
  return withBody(granted, { access_token: await signToken(demoSigningKey('test'), ...changed) })
}

function withHeaders(answer: ExchangeAnswer, change: (headers: Headers) => void): Recorded {
  const headers = new Headers(answer.headers)
  change(headers)
  return { ...answer, headers }
}

describe('the twin’s own answers', () => {
  it.each(cases.map((row) => [row.id, row.title, row] as const))('do not differ: %s %s', async (_id, _title, row) => {
    for (const recipe of row.requests.slice(0, 1)) {
      const { answer, context } = await send(recipe as Recipe)
      let exchanges: ReturnType<typeof readRecording>
      try {
        exchanges = readRecording(har([answer], context.now()))
      } catch (error) {
        // Not a token request that can be read back: another method, or no form.
        expect(String(error)).toContain('no token request with its answer')
        continue
      }
      for (const exchange of exchanges)
        expect(compareAnswers(exchange.answer, await twinAnswer(exchange, { profile: 'today' })).differences).toEqual(
          [],
        )
    }
  })
})

describe('another answer', () => {
  it.each<[string, Recorded | Promise<Recorded>, readonly string[]]>([
    ['another status', { ...refused, status: 401 }, ['status']],
    ['another error', withBody(refused, { error: 'invalid_request' }), ['member error']],
    ['a description', withBody(refused, { error_description: 'No.' }), ['member error_description']],
    ['no Cache-Control', withHeaders(refused, (headers) => headers.delete('cache-control')), ['header Cache-Control']],
    [
      'a challenge',
      withHeaders(refused, (headers) => headers.set('www-authenticate', 'DPoP')),
      ['header www-authenticate'],
    ],
    ['a nonce', withHeaders(refused, (headers) => headers.set('dpop-nonce', 'n')), ['header DPoP-Nonce']],
    ['a refresh token', withBody(granted, { refresh_token: 'r' }), ['member refresh_token']],
    ['expires_in as a string', withBody(granted, { expires_in: '600' }), ['member expires_in']],
    ['nbf that is not a number', withToken({ claims: { nbf: 'x' } }), ['claim nbf']],
    ['an unknown claim', withToken({ claims: { tid: '7' } }), ['claim tid']],
    ['a lifetime that differs from expires_in', withToken({ claims: { exp: 1_790_000_060 } }), ['claim exp']],
    ['typ JWT', withToken({ header: { typ: 'JWT' } }), ['token header typ']],
    ['no x5t', withToken({ header: { x5t: undefined } }), ['token header x5t']],
  ])('is reported to the field: %s', async (_, answer, fields) => {
    const { differences } = await compared(har([await answer]))
    expect(differences.map(({ where }) => where)).toEqual(fields)
  })

  it('is not compared if what the recording does not show explains it, until the registration is given', async () => {
    const text = har([{ ...granted, status: 400, body: JSON.stringify({ error: 'invalid_client' }) }])
    const because = 'invalid_client may come from the registration of the client: give --client'
    expect(await compared(text)).toEqual({ differences: [], notComparable: because })
    const client = {
      clientId: 'example-client',
      jwks: { keys: [publicJwk(keyRing.registered as Jwk)] },
      scopes: ['nhn:example/a'],
    }
    const { differences } = await compared(text, { client })
    expect(differences.map(({ where }) => where)).toContain('status')
  })
})

describe('a recording', () => {
  it.each([
    ['a HAR', har],
    ['HTTP messages', httpText],
    ['a curl command with what curl -v prints', curlText],
  ])('can be %s, with requests and answers in turn', (_, text) => {
    const read = readRecording(text([refused, granted]))
    expect(read.map(({ answer }) => [answer.status, JSON.parse(answer.body)])).toEqual([
      [400, JSON.parse(refused.body)],
      [200, JSON.parse(granted.body)],
    ])
    expect(read.map(({ request }) => request.request.dpop)).toEqual(
      [refused, granted].map(({ request }) => [request.proof]),
    )
  })

  it.each([
    ['{"log": {"entries": [', 'not valid JSON'],
    ['{"log": {"entries": []}}', 'has no token request with its answer'],
    [granted.request.body, 'has no token request with its answer'],
  ])('without a token request and its answer is refused: %s', (text, message) => {
    expect(() => readRecording(text)).toThrow(message)
  })
})
