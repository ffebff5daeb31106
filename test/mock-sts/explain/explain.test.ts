/** `explain` gives the same verdict as the twin from text alone: a JWT, a curl command, an HTTP request or a HAR entry. */
import { cases } from 'helseid-contract/cases'
import { type ComposedRequest, publicJwk, type Recipe, registrationOf, rules, toCurl } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { explain } from '../../../mock-sts/explain/explain.ts'
import { type Outcome, send, start } from '../endpoints/case-harness.ts'

/** Rules, examples and cases that depend on what only the STS knows. */
const beyondTheText: Readonly<Record<string, readonly string[]>> = {
  'earlier requests': rules.flatMap(({ id, asks }) => (asks === 'memory' ? [id] : [])),
  'the nonces it issued': ['C31', 'C32', 'C516', 'C519'],
  'the assertions and proofs it has seen': ['C37', 'C62', 'C520'],
  'its clients': ['client-known', 'A43'],
  'the registered secrets': ['client-secret-matches 1 by default'],
  'its APIs': ['api-dpop', 'scope-known 1', 'scope-known 2', 'B07', 'B48', 'B66', 'B513'],
}
const exempt = new Set(Object.values(beyondTheText).flat())

/** Broken only because of the time they were sent, which the text does not contain: as of the time in their `iat` they are valid. */
const timeUnknown = new Set([
  ...['exp-not-passed 1', 'iat-ahead-300s 1', 'iat-ahead-60s 1', 'A22'],
  ...['proof-iat-window 2', 'proof-iat-window-next 2', 'proof-iat-near 2', 'C56', 'C510'],
])

const httpText = ({ method, url, headers, body }: ComposedRequest) =>
  [`${method} ${url} HTTP/1.1`, ...headers.map((field) => field.join(': ')), '', body].join('\r\n')
const harEntry = ({ method, url, headers, body }: ComposedRequest) =>
  JSON.stringify({
    request: { method, url, headers: headers.map(([name, value]) => ({ name, value })), postData: { text: body } },
  })
const forms = [
  ['a curl command', toCurl],
  ['a raw HTTP request', httpText],
  ['a HAR entry', harEntry],
] as const

/** The verdict on the text, given the registration of the client it names. */
function explained(recipe: Recipe, { answer, context }: Outcome, text = httpText(answer.request)) {
  const at = start + (recipe.wait ?? 0)
  const named = explain(text).clientId === context.otherClientId && recipe.otherClient
  const client = named
    ? registrationOf(named, context.otherClientId, context)
    : registrationOf(recipe.client ?? {}, context.clientId, context)
  return explain(text, { at, issuer: context.issuer, profile: 'next', client }).verdict
}

const broken = (verdict: { rules: readonly { id: string; outcome: string }[] }) =>
  verdict.rules.filter(({ outcome }) => outcome === 'broken').map(({ id }) => id)

describe('explain, with a registration, reports the rule broken by its failing example', () => {
  const examples = rules.flatMap((rule) =>
    rule.examples.failing.map((recipe, index) => [`${rule.id} ${index + 1}`, rule, recipe] as const),
  )
  it.each(examples.filter(([name, { id }]) => !exempt.has(id) && !exempt.has(name)))(
    '%s',
    async (_, { id }, recipe) => {
      expect(broken(explained(recipe, await send(recipe, { profile: 'next' })))).toContain(id)
    },
  )
})

describe('explain, with a registration, names the same deciding rule as the twin for the failing case', () => {
  const failing = cases.filter(({ id, today }) => 'error' in today && !exempt.has(id))
  it.each(failing.map((row) => [row.id, row.title, row] as const))('%s %s', async (_id, _title, row) => {
    for (const recipe of row.requests as Recipe[]) {
      const outcome = await send(recipe, { profile: 'next' })
      const rule = outcome.verdict.answer?.rule
      expect(explained(recipe, outcome).answer?.rule).toBe(rule)
    }
  })
})

describe('explain without a registration and without keys', () => {
  /** Rules about registrations, keys and the memory of the STS cannot be evaluated from text alone. */
  const notEvaluated = 'not evaluated'
  const reasons = /^(no registration was given|no key was given|only the STS that got the request)/

  it.each(
    rules
      .flatMap((rule) =>
        rule.examples.failing.map((recipe, index) => [`${rule.id} ${index + 1}`, rule, recipe] as const),
      )
      .filter(([name]) => !exempt.has(`${name} by default`)),
  )('%s: the rule is reported as broken, or as not evaluated with a reason', async (name, { id }, recipe) => {
    const { answer } = await send(recipe, { profile: 'next' })
    const { verdict } = explain(httpText(answer.request), { profile: 'next' })
    const found = verdict.rules.find((rule) => rule.id === id)
    if (found?.outcome === notEvaluated) expect(found.because).toMatch(reasons)
    else if (!timeUnknown.has(name) && !exempt.has(name)) expect([name, found?.outcome]).toEqual([name, 'broken'])
  })

  it.each(cases.filter(({ today }) => 'error' in today).map((row) => [row.id, row.title, row] as const))(
    '%s %s: the deciding rule is the same as the twin’s, or is not evaluated',
    async (id, _title, row) => {
      for (const recipe of row.requests as Recipe[]) {
        const { answer, verdict: real } = await send(recipe, { profile: 'next' })
        const { verdict } = explain(httpText(answer.request), { profile: 'next' })
        const deciding = verdict.rules.find((rule) => rule.id === real.answer?.rule)
        if (deciding?.outcome === notEvaluated || timeUnknown.has(id) || exempt.has(id)) continue
        expect([id, verdict.answer?.rule]).toEqual([id, real.answer?.rule])
      }
    },
  )
})

describe('explain parses a token request', () => {
  it.each(forms)('that is given as %s', async (_, toText) => {
    const recipe: Recipe = { assertion: { claims: { aud: '${tokenEndpoint}' } }, proof: { claims: { htm: 'GET' } } }
    const outcome = await send(recipe, { profile: 'next' })
    const verdict = explained(recipe, outcome, toText(outcome.answer.request))
    expect(broken(verdict)).toEqual(['aud-is-issuer', 'proof-htm'])
    expect(verdict.answer).toEqual({ error: 'invalid_client', rule: 'aud-is-issuer' })
  })

  it('from a curl command with common flags', () => {
    const line = `curl --request POST 'https://helseid-sts.test.nhn.no/connect/token' -u 'me:secret' \\
      -d grant_type=client_credentials --data-urlencode 'scope=nhn:msh/api nhn:msh/other'`
    const { what, issuer, verdict } = explain(line)
    expect([what, issuer]).toEqual(['token request', 'https://helseid-sts.test.nhn.no'])
    expect(verdict.answer?.rule).toBe('no-client-secret')
  })

  it('from a HAR: the last token request, because the first one of a DPoP client only fetches a nonce', async () => {
    const { answer, context } = await send({ form: { grant_type: 'password' } })
    const entry = JSON.parse(harEntry(answer.request))
    const first = { request: { ...entry.request, postData: { text: 'grant_type=client_credentials' } } }
    const unrelated = { request: { method: 'GET', url: 'https://a.example/', headers: [] } }
    const har = { log: { entries: [unrelated, first, entry, {}] } }
    expect(broken(explained({}, { answer, context } as Outcome, JSON.stringify(har)))).toEqual(['grant-type-allowed'])
  })
})

describe('explain parses pasted text', () => {
  const sent = async () => (await send({ assertion: { header: { typ: 'JWT' } } })).answer.request
  const decides = (text: string) => explain(text, { at: start }).verdict.answer?.rule

  it.each<[string, (request: ComposedRequest) => string]>([
    ['with a prompt and a path before curl', (request) => `$ /usr/bin/${toCurl(request)}`],
    [
      'with joined short flags',
      ({ url, headers, body }) => `curl -sH 'DPoP: ${headers.at(-1)?.[1]}' -sd '${body}' ${url}`,
    ],
    [
      'with irrelevant flags that have values',
      (request) => toCurl(request).replace('curl', 'curl -o out.txt -A "me (x)" -m 5 -k'),
    ],
    ['with an unquoted glob pattern', (request) => toCurl(request).replace('curl -i', 'curl -H Accept:*/* -i')],
    ['with --data=…', ({ url, headers, body }) => `curl -H 'DPoP: ${headers.at(-1)?.[1]}' --data='${body}' ${url}`],
    [
      'from the output of curl -v',
      (request) =>
        httpText(request)
          .split('\r\n')
          .map((line) => `> ${line}`)
          .join('\n'),
    ],
    [
      'from a browser’s HTTP/2 headers',
      ({ headers, body }) =>
        [
          ':authority: helseid-sts.test.nhn.no',
          ':method: POST',
          ':path: /connect/token',
          ':scheme: https',
          ...headers.map((field) => field.join(': ')),
          '',
          body,
        ].join('\n'),
    ],
    [
      'with a chunked body',
      ({ url, headers, body }) =>
        [
          `POST ${url} HTTP/1.1`,
          ...headers.map((field) => field.join(': ')),
          'Transfer-Encoding: chunked',
          '',
          (10).toString(16),
          body.slice(0, 10),
          (body.length - 10).toString(16),
          body.slice(10),
          '0',
          '',
        ].join('\r\n'),
    ],
    [
      'from a HAR with encoded params only',
      ({ url, headers, body }) => {
        const params = body.split('&').map((pair) => ({ name: pair.split('=')[0], value: pair.split('=')[1] }))
        const fields = headers.map(([name, value]) => ({ name, value }))
        return JSON.stringify({
          request: { method: 'POST', url, headers: fields, postData: { mimeType: 'x', params } },
        })
      },
    ],
    ['from a form body', ({ body }) => body],
  ])('%s', async (_, toText) => {
    expect(decides(toText(await sent()))).toBe('typ-client-authentication')
  })

  it('from a JWT that a terminal has wrapped', async () => {
    const { assertion } = await sent()
    expect(decides(assertion.replace(/(.{76})/g, '$1\n  '))).toBe('typ-client-authentication')
  })

  it.each([
    ['curl -d @form.txt https://a.example', /enough of POST https:\/\/a.example: the body is in a file \(form.txt\)/],
    ['curl --data-urlencode scope@file https://a.example', /the body is in a file \(file\)/],
    ['curl -d "client_assertion=$ASSERTION" https://a.example', /the value of client_assertion is left out or cut/],
    ['curl -T form.txt https://a.example', /the body is in a file \(form.txt\)/],
    ['{"log":{"entries":[{}]}}', /this HAR contains no token request/],
    ['{"method":"POST","headers":{}}', /expected a HAR or one of its entries/],
    ['{"id":"1","method":"POST","url":"x","verdict":{}}', /expected a HAR or one of its entries/],
  ])('fails with a reason for %s', (text, message) => {
    expect(() => explain(text)).toThrow(SyntaxError)
    expect(() => explain(text)).toThrow(message)
  })

  it('treats the form as a query with -G', () => {
    expect(decides('curl -G -d grant_type=client_credentials https://helseid-sts.test.nhn.no/connect/token')).toBe(
      'method-post',
    )
  })
})

describe('the issuer and the time of the verdict', () => {
  it('the issuer is the one the request was sent to, whatever aud says', async () => {
    const { answer } = await send({ assertion: { claims: { aud: '${otherIssuer}' } } })
    const { issuer, issuerFrom, verdict } = explain(toCurl(answer.request))
    expect([issuer, issuerFrom]).toEqual(['https://helseid-sts.test.nhn.no', 'the request URL'])
    expect(broken(verdict)).toEqual(['aud-is-issuer'])
  })

  it('the issuer of a single assertion is its aud, or is assumed if aud is unknown', async () => {
    const { answer } = await send({})
    expect(explain(answer.request.assertion).issuerFrom).toBe('aud or htu')
    const { answer: other } = await send({ assertion: { claims: { aud: 'https://idp.example' } } })
    expect(explain(other.request.assertion).issuerFrom).toBe('assumed')
  })

  it.each<[string, Recipe, string, string | undefined]>([
    [
      'iat, read as milliseconds if it is too large',
      { assertion: { claims: { iat: { $nowMs: 0 }, nbf: { $nowMs: 0 }, exp: { $nowMs: 10_000 } } } },
      'its iat, read as milliseconds',
      'lifetime-60s',
    ],
    ['nbf if iat is missing', { assertion: { claims: { iat: null } } }, 'its nbf', undefined],
    ['exp if iat and nbf are missing', { assertion: { claims: { iat: null, nbf: null } } }, 'its exp', undefined],
    ['nbf if iat is out of range', { assertion: { claims: { iat: 1e300 } } }, 'its nbf', undefined],
  ])('the time of the verdict is %s', async (_, recipe, atFrom, rule) => {
    const { answer } = await send(recipe)
    const explanation = explain(answer.request.assertion)
    expect(explanation.atFrom).toBe(atFrom)
    expect(Math.round(explanation.at)).toBe(start)
    expect(explanation.verdict.answer?.rule).toBe(rule)
  })

  it('a request without a proof breaks proof-present under the profile today', async () => {
    const { answer } = await send({ proof: null })
    expect(explain(toCurl(answer.request)).verdict.answer?.rule).toBe('proof-present')
  })
})

describe('the rules that explain evaluates for a single JWT', () => {
  // Recorded before rules had `at` and `asks`. Rules added since then are in none of these lists.
  const ofAnAssertion = `
    assertion-length assertion-readable sub-present typ-client-authentication alg-asymmetric alg-ps-or-es kid-present
    kid-registered signature-verifies key-not-expired key-rsa-2048 key-alg-matches crit-understood iss-is-sub aud-present
    aud-single aud-is-issuer aud-is-string aud-no-trailing-slash exp-present exp-is-number exp-not-passed-300s
    exp-not-passed-60s exp-not-passed lifetime-60s lifetime-10s lifetime-tolerance nbf-present nbf-readable nbf-is-number
    nbf-ahead-300s nbf-ahead-60s nbf-ahead nbf-before-exp iat-present iat-readable iat-is-number iat-ahead-300s
    iat-ahead-60s jti-present details-name-single details-structure organization-number-format structure-fits-multi-tenancy
    parent-enabled parent-delegated child-enabled child-listed organization-present details-name-current system-current
    sfm-multi-tenant`
  const ofAProof = `
    proof-length proof-readable proof-typ proof-alg proof-alg-ps-or-es proof-jwk proof-jwk-public proof-key-rsa-2048
    proof-signature proof-jti proof-htm proof-htu proof-htu-plain proof-iat-present proof-iat-is-number proof-iat-window
    proof-iat-window-next proof-iat-near proof-lifetime-claims`
  const ofNeither = `
    method-post form-encoded body-readable fields-once credentials-present no-client-secret client-secret-matches
    assertion-present assertion-type client-known client-enabled client-id-present client-id-matches jti-once
    dpop-header-once body-size grant-type-present resource-length resource-is-uri resource-single proof-present dpop-used
    nonce-present nonce-valid proof-once grant-type-length grant-type-known grant-type-allowed grant-type-served
    scope-length scope-any resource-known scope-known scope-granted scope-not-identity scope-not-offline-access
    scope-remains terms-accepted audience-single api-dpop`
  const listed = (text: string) => text.trim().split(/\s+/)
  const known = new Set([ofAnAssertion, ofAProof, ofNeither].flatMap(listed))
  const evaluated = (jwt: string) =>
    explain(jwt)
      .verdict.rules.map(({ id }) => id)
      .filter((id) => known.has(id))

  it('for an assertion: rules about its content and its signing key', async () => {
    const { answer } = await send({})
    expect(evaluated(answer.request.assertion)).toEqual(listed(ofAnAssertion))
  })

  it('for a proof: rules about its content, except nonce and replay', async () => {
    const { answer } = await send({})
    expect(evaluated(answer.request.proof)).toEqual(listed(ofAProof))
  })

  it('every rule in these lists still exists', () => {
    const ids = rules.map(({ id }) => id)
    expect([...known].filter((id) => !ids.includes(id))).toEqual([])
  })
})

describe('explain of a single JWT', () => {
  it('judges an assertion as of its iat, without its signature', async () => {
    const { answer } = await send({ assertion: { claims: { exp: { $now: 60 } }, header: { typ: 'JWT' } } })
    const { what, at, verdict } = explain(answer.request.assertion)
    expect([what, at]).toEqual(['client assertion', start])
    expect(broken(verdict)).toEqual(['typ-client-authentication', 'lifetime-10s'])
    expect(verdict.rules.find(({ id }) => id === 'signature-verifies')).toMatchObject({
      outcome: 'not evaluated',
      because: 'no key was given: use --jwk, --client or --twin',
    })
    expect(verdict.rules.map(({ id }) => id)).not.toContain('proof-present')
  })

  it('reports an assertion as expired with a later time', async () => {
    const { answer } = await send({})
    const { verdict } = explain(answer.request.assertion, { at: start + 3600 })
    expect(verdict.answer?.rule).toBe('exp-not-passed-300s')
  })

  it('verifies the signature with a key', async () => {
    const { answer, context } = await send({})
    const judged = (key: 'registered' | 'second') =>
      explain(answer.request.assertion, { keys: [publicJwk(context.key(key))] }).verdict
    expect(judged('registered').outcome).toBe('nothing wrong')
    expect(judged('second').answer?.rule).toBe('signature-verifies')
  })

  it('judges a proof', async () => {
    const { answer } = await send({ proof: { claims: { htm: 'GET', htu: 'https://a.example/connect/token' } } })
    const { what, verdict } = explain(answer.request.proof)
    expect(what).toBe('DPoP proof')
    expect(broken(verdict)).toEqual(['proof-htm', 'proof-htu'])
  })

  it.each([
    ['hello', /expected a JWT, a curl command, a raw HTTP request .*, a HAR or a form body/],
    ['a.b.c', /this looks like a JWT, but/],
    ['{"log":', /this looks like a HAR, but is not valid JSON/],
    ['{"a":1}', /expected a HAR or one of its entries/],
  ])('rejects %s and says what was expected', (text, message) => {
    expect(() => explain(text)).toThrow(SyntaxError)
    expect(() => explain(text)).toThrow(message)
  })
})
