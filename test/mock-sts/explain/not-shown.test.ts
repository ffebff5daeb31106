/** What a text does not show is "not evaluated" with the reason, never broken, and never accepted. */
import type { ComposedRequest } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { explain } from '../../../mock-sts/explain/explain.ts'
import { send, start } from '../endpoints/case-harness.ts'

const head = ({ headers }: ComposedRequest, marks = '') =>
  ['POST /connect/token HTTP/1.1', 'Host: helseid-sts.test.nhn.no', ...headers.map((field) => field.join(': '))]
    .map((line) => `${marks}${line}`)
    .join('\n')

describe('explain of a good request', () => {
  it.each<[string, (request: ComposedRequest) => string, string]>([
    ['as a form without headers', ({ body }) => body, 'the text shows a form alone'],
    [
      'as the output of curl -v, which does not show the body',
      (request) =>
        `* Trying 1.2.3.4:443...\n${head(request, '> ')}\n> \n} [1200 bytes data]\n* upload completely sent off: 1200 bytes\n< HTTP/1.1 400 Bad Request\n< \n{"error":"x"}`,
      'the text does not show the body',
    ],
    [
      'as headers with a Content-Length and no body',
      (request) => `${head(request)}\nContent-Length: 900\n\n`,
      'the text does not show the body',
    ],
    [
      'with a body that is cut',
      (request) => `${head(request)}\nContent-Length: ${request.body.length}\n\n${request.body.slice(0, -300)}`,
      'bytes of the body (Content-Length)',
    ],
    [
      'with an assertion that was left out',
      (request) => `${head(request)}\n\n${request.body.replace(/(client_assertion=)[^&]+/, '$1***')}`,
      'the value of client_assertion is left out or cut',
    ],
    [
      'with an assertion that a log cut',
      (request) => `${head(request)}\n\n${request.body.replace(/(client_assertion=eyJ\w{20})[^&]+/, '$1...')}`,
      'the value of client_assertion is left out or cut',
    ],
    [
      'with a proof that is a variable',
      (request) => `${head(request).replace(/(DPoP: ).*/, '$1{{proof}}')}\n\n${request.body}`,
      'the value of DPoP is left out or cut',
    ],
    [
      'without the empty line before the body',
      (request) => `${head(request)}\n${request.body.replaceAll('&', '\n&')}\n`,
      'is an empty line missing after the headers?',
    ],
    ['with a body in a file', (request) => `${head(request)}\n\n< ./form.txt`, 'the body is in a file (< ./form.txt)'],
  ])('%s: nothing is broken, and the part is reported first', async (_, spell, because) => {
    const { answer, context } = await send({})
    // A registration, so that nothing else is unknown.
    const client = { clientId: context.clientId, jwks: { keys: [] }, scopes: [] } as never
    for (const options of [{}, { client }]) {
      const { verdict, notChecked } = explain(spell(answer.request), { at: start, ...options })
      const named = ['kid-registered', 'signature-verifies', 'scope-granted', 'scope-any', 'client-enabled']
      const broken = verdict.rules.filter(
        ({ id, outcome, severity }) => outcome === 'broken' && severity === 'reject' && !named.includes(id),
      )
      expect(broken.map(({ id }) => id)).toEqual([])
      expect(verdict.outcome).not.toBe('accepted')
      expect(notChecked[0]?.because).toContain(because)
      expect(notChecked[0]?.required).toBe(true)
    }
  })

  it('still reports what is broken in the part that is shown', async () => {
    const { answer } = await send({ proof: { claims: { htm: 'GET' } } })
    const { verdict } = explain(`${head(answer.request)}\nContent-Length: 900\n\n`, { at: start })
    expect(verdict.answer?.rule).toBe('proof-htm')
  })

  it('a request that shows its headers and has no proof breaks proof-present', async () => {
    const { answer } = await send({ proof: null })
    expect(explain(`${head(answer.request)}\n\n${answer.request.body}`, { at: start }).verdict.answer?.rule).toBe(
      'proof-present',
    )
  })
})
