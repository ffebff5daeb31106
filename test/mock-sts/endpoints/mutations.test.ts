/**
 * Seeded single mutations of a valid request. Each is accepted, or refused with a well-formed OAuth error and a verdict that names a
 * rule about the mutated part. 20,000 by default; set `MUTATIONS=200000` for the long run.
 */
import fc from 'fast-check'
import {
  type ComposedRequest,
  compose,
  type JsonObject,
  publicJwk,
  type Recipe,
  type RequestChange,
} from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { caseContext, start, toFetch } from './case-harness.ts'
import { details, type Edit, lengthRules, type Mutation, targetsOf } from './mutations.ts'

const mutations = Number(process.env.MUTATIONS ?? 20_000)
const seed = Number(process.env.MUTATION_SEED ?? 20_261_123)

const twin = createHelseIdMock({ now: () => start * 1000, journalLimit: 1 })
const context = caseContext(twin, { now: () => start, assertionKey: 'ec' })
await twin.registerClient({
  clientId: context.clientId,
  jwks: { keys: [publicJwk(context.key('ec'))] },
  scopes: [context.scope, context.secondScope],
  tenancy: 'multi-tenant',
  supplier: context.supplier,
})
const send = async (request: ComposedRequest) => twin.handle(toFetch(request), { rawHeaders: request.headers.flat() })
const reference: RequestChange = { assertion: { claims: { assertion_details: details } } }
const challenge = await send(made({ change: { proof: { claims: { nonce: null } } } }, undefined))
const nonce = challenge.headers.get('dpop-nonce') as string
const targets = targetsOf({
  ...context,
  nonce,
  audience: context.scope.split('/')[0] as string,
  kid: context.key('ec').kid as string,
  jti: 'a5b6c7d8-0000-4000-8000-123456789abc',
})
const runs = Math.ceil(mutations / targets.length)

function made({ change = {}, edit }: Mutation, nonceNow: string | undefined): ComposedRequest {
  const claims = { ...reference.assertion?.claims, ...change.assertion?.claims } as JsonObject
  const whole: Recipe = { ...change, assertion: { ...change.assertion, claims } }
  const request = compose(whole, context, { now: start, nonce: nonceNow, previous: undefined })
  return edit === undefined ? request : edited(request, edit)
}

function edited(request: ComposedRequest, edit: Edit): ComposedRequest {
  const { assertion, proof, headers, body } = request
  if (edit.of === 'body') return { ...request, body: apply(edit, body) }
  if (edit.of === 'proof')
    return {
      ...request,
      proof: apply(edit, proof),
      headers: headers.map(([name, value]) => [name, value === proof ? apply(edit, proof) : value]),
    }
  const form = new URLSearchParams(body)
  form.set('client_assertion', apply(edit, assertion))
  return { ...request, assertion: apply(edit, assertion), body: form.toString() }
}

function apply({ kind, at, character }: Edit, text: string): string {
  const index = Math.floor(at * text.length)
  const [before, after] = [text.slice(0, index), text.slice(index)]
  if (kind === 'cut') return before
  if (kind === 'insert') return before + character + after
  if (kind === 'delete') return before + after.slice(1)
  if (kind === 'double') return before + after.slice(0, 1) + after
  return before + character + after.slice(1)
}

/** True if every part has the same bytes, so nothing has changed. */
const sameBytes = (one: string, other: string) => {
  const bytes = (jwt: string) =>
    jwt
      .split('.')
      .map((part) => Buffer.from(part.trim(), 'base64url').toString('hex'))
      .join('.')
  return bytes(one) === bytes(other)
}

it('the reference request is accepted without a warning', async () => {
  expect((await send(made({}, nonce))).status).toBe(200)
  const broken = twin.requests.at(-1)?.verdict?.rules.filter(({ outcome }) => outcome === 'broken')
  expect(broken?.map(({ id }) => id)).toEqual([])
})

describe(`${runs} mutations each, seed ${seed}`, () => {
  it.each(targets.map((target) => [target.name, target] as const))(
    '%s',
    async (_, target) => {
      await fc.assert(
        fc.asyncProperty(target.mutations, async (mutation) => {
          const request = made(mutation, nonce)
          const response = await send(request)
          const body = (await response.json()) as Record<string, unknown>
          const { verdict } = twin.requests.at(-1) ?? {}
          if (response.status === 200) {
            expect(verdict?.outcome).toBe('accepted')
            expect(Object.keys(body).slice(0, 4)).toEqual(['access_token', 'expires_in', 'token_type', 'scope'])
            const warned = verdict?.rules.some(({ outcome, severity }) => outcome === 'broken' && severity === 'warn')
            const may = (!warned && target.maySilently) || target.mayPass
            if (may && mutation.value !== undefined)
              expect(may(mutation.value), `accepted ${warned ? 'with a warning' : 'silently'}`).toBe(true)
            if (mutation.edit && mutation.edit.of !== 'body') expectUnchanged(mutation.edit.of, request, mutation)
            return
          }
          expect(response.status).toBe(400)
          expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
          expect(body.error).toMatch(
            /^(invalid_(request|client|grant|scope|target|dpop_proof)|unauthorized_client|unsupported_grant_type|use_dpop_nonce)$/,
          )
          expect(['string', 'undefined']).toContain(typeof body.error_description)
          expect(Object.keys(body).length).toBeLessThanOrEqual(2)
          const broken = verdict?.rules.filter(({ outcome }) => outcome === 'broken').map(({ id }) => id) ?? []
          expect(broken).toContain(verdict?.answer?.rule)
          expect(
            broken.filter((id) => target.rules.test(id) || lengthRules.test(id)),
            `${broken} should have a rule about ${target.name}`,
          ).not.toEqual([])
        }),
        { seed, numRuns: runs },
      )
    },
    600_000,
  )
})

function expectUnchanged(of: 'assertion' | 'proof', request: ComposedRequest, mutation: Mutation): void {
  const original = edited(request, { ...(mutation.edit as Edit), kind: 'insert', character: '' })
  expect([of, sameBytes(request[of], original[of])]).toEqual([of, true])
}
