/** A client and a twin in this process that share a clock, which only the test moves. */
import { createHelseIdClient, type HelseIdClientOptions } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type MockOptions } from 'helseid-mock'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

export const scope = 'nhn:example/a'
export const otherScope = 'nhn:example/b'
export const start = 1_790_000_000_000

export interface PairOptions {
  readonly client?: Partial<HelseIdClientOptions>
  readonly registration?: object
  readonly twin?: MockOptions
  /** Responds instead of the twin, unless it returns undefined. */
  readonly instead?: (request: Request) => Response | undefined | Promise<Response | undefined>
}

export function pair({ client = {}, registration = {}, twin: options = {}, instead }: PairOptions = {}) {
  const clock = { ms: start }
  const waits: number[] = []
  const sentRequests: Request[] = []
  const key = (client.key ?? keyRing.ec) as Jwk
  const jwks = 'kty' in key ? { jwks: { keys: [publicJwk(key)] } } : {}
  const twin = createHelseIdMock({
    now: () => clock.ms,
    profile: 'next',
    clients: [{ clientId: 'c', ...jwks, scopes: [scope, otherScope], ...registration } as never],
    ...options,
  })
  let ids = 0
  const made = createHelseIdClient({
    environment: 'test1',
    clientId: 'c',
    key: key as never,
    scopes: [scope],
    now: () => clock.ms,
    monotonicNow: () => clock.ms,
    random: () => 0.5,
    newId: () => `id-${++ids}`,
    // Time passes for the client while it waits.
    wait: async (milliseconds) => {
      waits.push(milliseconds)
      clock.ms += milliseconds
    },
    fetch: async (input, init) => {
      const request = new Request(input, init)
      sentRequests.push(request.clone())
      return (await instead?.(request)) ?? twin.handle(request)
    },
    ...client,
  })
  return { client: made, twin, clock, waits, sentRequests }
}

/** The error or status of each token request that the twin received. */
export function seen({ requests }: ReturnType<typeof createHelseIdMock>) {
  return requests.map(({ error, status }) => error ?? status)
}

/** The rules that any token request broke, except those that the profile turns off. */
export function brokenRules({ requests }: ReturnType<typeof createHelseIdMock>): string[] {
  return requests
    .flatMap(({ verdict }) => verdict?.rules ?? [])
    .filter(({ outcome, severity }) => outcome === 'broken' && severity !== 'off')
    .map(({ id }) => id)
}

/** Resolves with what the promise rejects with; throws if it resolves. */
export async function thrown(promise: Promise<unknown>) {
  return promise.then(
    () => {
      throw new Error('nothing was thrown')
    },
    (error) => error,
  )
}
