/** The vectors: the cases that change one JWT, signed, so that implementations in any language can test against them. */
import { existsSync, readFileSync } from 'node:fs'
import { cases, type Expectation } from 'helseid-contract/cases'
import {
  compose,
  decodeCompact,
  type ExchangeContext,
  exampleNames,
  type Jwk,
  publicJwk,
  type Recipe,
} from 'helseid-contract/rules'
import keyRing from '../test/keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

export interface Vector {
  /** Case id, and the number of the request within the case, from 1. */
  readonly id: string
  readonly title: string
  readonly jwt: string
  /** Decoded, if possible. */
  readonly header?: unknown
  readonly claims?: unknown
  readonly expected: { readonly today: Outcome; readonly next: Outcome }
}

interface Outcome {
  readonly error?: string
  readonly description?: string
  /** Ids of the rules that warn. */
  readonly warns?: readonly string[]
}

/** The conditions under which every vector is judged. */
const circumstances = {
  /** Epoch seconds. */
  now: 1_790_000_000,
  issuer: 'https://helseid-sts.test.nhn.no',
  tokenEndpoint: 'https://helseid-sts.test.nhn.no/connect/token',
  clientId: 'example-client',
  /** The only valid nonce. */
  nonce: 'a-valid-nonce',
  registeredKeys: [publicJwk(keyRing.registered as Jwk)],
} as const

const otherIssuer = 'https://helseid-sts.nhn.no'

/** The cases that change only the assertion, or only the proof, of one request of the reference client. */
function vectors(of: 'assertion' | 'proof'): Vector[] {
  return cases.flatMap(({ id, title, requests, today, next }) =>
    (requests as readonly Recipe[]).flatMap((recipe, index) => {
      if (!changesOnly(recipe, of)) return []
      const jwt = composed(recipe)[of]
      const decoded = decodeCompact(jwt)
      const expected = { today: outcomeOf(today), next: outcomeOf(next === '=' ? today : next) }
      return [{ id: `${id}.${index + 1}`, title, jwt, ...decoded, expected }]
    }),
  )
}

function changesOnly(recipe: Recipe, of: 'assertion' | 'proof'): boolean {
  const change = recipe[of]
  const beyond = { reuse: true, sent: true, padTo: true } as const
  return Object.keys(recipe).join() === of && change != null && !Object.keys(change).some((member) => member in beyond)
}

function composed(recipe: Recipe) {
  let serial = 0
  const { now, nonce, registeredKeys: _keys, ...names } = circumstances
  const context = {
    ...names,
    otherIssuer,
    ...exampleNames,
    key: (name) => keyRing[name] as Jwk,
    assertionKey: 'registered',
    uuid: () => `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`,
  } satisfies Omit<ExchangeContext, 'send' | 'wait' | 'now'>
  return compose(recipe, context, { now, nonce, previous: undefined })
}

function outcomeOf(expectation: Expectation): Outcome {
  if (!('error' in expectation)) return { warns: expectation.warns }
  const { error, description } = expectation
  return { error, ...(description !== undefined && { description }) }
}

/** The text of the vector file. */
export function vectorsJson(of: 'assertion' | 'proof'): string {
  return `${JSON.stringify({ circumstances, vectors: vectors(of) }, null, 2)}\n`
}

type VectorFile = 'contract/vectors/assertion.json' | 'contract/vectors/proof.json'

export const vectorFiles: Readonly<Record<VectorFile, 'assertion' | 'proof'>> = {
  'contract/vectors/assertion.json': 'assertion',
  'contract/vectors/proof.json': 'proof',
}

/** The files that differ from the current cases, except for signatures. */
export function staleVectors(): VectorFile[] {
  return (Object.keys(vectorFiles) as VectorFile[]).filter((path) => {
    const file = new URL(`../${path}`, import.meta.url)
    const committed = existsSync(file) ? readFileSync(file, 'utf8') : '{"vectors":[]}'
    return unsigned(committed) !== unsigned(vectorsJson(vectorFiles[path]))
  })
}

function unsigned(json: string): string {
  return JSON.stringify(JSON.parse(json), (name, value) => (name === 'jwt' ? value.split('.').slice(0, 2) : value))
}
