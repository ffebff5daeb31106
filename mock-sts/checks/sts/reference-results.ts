/** The rows that compare an issuer’s reference answer and its access token with the recording, field by field. */
import { claims as names } from 'helseid-contract'
import type { Rights } from 'helseid-contract/drift'
import type { ExchangeContext } from 'helseid-contract/rules'
import type { sendRequest } from '../../http/send-request.ts'
import type { CheckResult, Finding } from '../result.ts'
import { answerRows } from './reference-answers.ts'
import { type Reference, referenceExchange } from './reference-exchange.ts'
import { tokenRows } from './reference-token.ts'
import { noToken } from './reported-once.ts'

export interface ReferenceRow {
  readonly id: string
  readonly requires: string
  readonly status: 'confirmed' | 'likely' | 'unknown'
  readonly source: string
  /** What it needs: any answer of the token endpoint, an answer with a token, or a token that is a JWT. */
  readonly reads: 'endpoint' | 'answer' | 'token'
  readonly find: (reference: Reference) => readonly Finding[] | Promise<readonly Finding[]>
}

/** The cases that these rows judge instead of the table of cases, which sees only the claims that a case names. */
export const judgedByReference: ReadonlySet<string> = new Set(['B21', 'B59', 'C35', 'C39'])

export interface ReferenceOptions {
  readonly context: ExchangeContext
  readonly send: typeof sendRequest
  readonly tenancy: Rights['tenancy'] | undefined
}

/** @throws {TypeError} `fetch failed`, if no answer comes */
export async function* referenceResults({ context, send, tenancy }: ReferenceOptions): AsyncGenerator<CheckResult> {
  const startedAt = performance.now()
  const reference = await referenceExchange(context, send)
  const seconds = (performance.now() - startedAt) / 1000
  for (const row of [...answerRows, ...tokenRows(tenancy)]) {
    const { id, requires, status, source } = row
    const common = { id, group: 'token', requires, source: `case ${id} (${status}): ${source}` }
    const because = whyNotReached(row, reference)
    if (because !== undefined) {
      yield { ...common, outcome: 'not reached', findings: [], because, required: false }
      continue
    }
    const findings = await findingsOf(row, reference)
    const outcome = findings.length === 0 ? 'passed' : status === 'confirmed' ? 'failed' : 'learned'
    yield { ...common, outcome, findings, ...(id === 'B21' && { seconds }) }
  }
}

/** A missing or opaque token is reported once, by the row that requires the token. */
async function findingsOf(row: ReferenceRow, reference: Reference): Promise<readonly Finding[]> {
  const { accessToken, claims } = reference
  if (row.id === 'B21' && accessToken === undefined)
    return [{ where: 'member access_token', expected: noToken, seen: answered(reference) }]
  if (row.id === 'B59' && claims === undefined)
    return [{ where: 'member access_token', expected: 'a JWT', seen: 'another form' }]
  return row.find(reference)
}

function whyNotReached({ id, reads }: ReferenceRow, { claims, ...reference }: Reference): string | undefined {
  if (reads === 'endpoint' || id === 'B21') return undefined
  if (reference.accessToken === undefined) return `The issuer did not issue a token: ${answered(reference)}.`
  if (reads === 'answer' || id === 'B59') return undefined
  if (claims === undefined) return 'The access token is not a JWT, as B59 reports.'
  const aboutClient = [names.clientAmr, names.clientAmrDetail, names.clientName].filter((name) => name in claims)
  return id === 'B525' && aboutClient.length === 0
    ? 'The token has no claims about the client, as B59 reports.'
    : undefined
}

function answered({ granted: { status, members } }: Pick<Reference, 'granted'>): string {
  const { error, error_description: description } = members
  return [status, error, description === undefined ? undefined : JSON.stringify(description)]
    .filter((part) => part !== undefined)
    .join(' ')
}
