/**
 * The faults of a DPoP proof, by name; the test-token service offers the first twelve. Source:
 * https://github.com/NorskHelsenett/HelseID.Samples, TestTokenTool.
 */
import type { Jwk } from 'helseid-contract/rules'

export interface ProofDraft {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly alg?: string
  readonly badSignature?: boolean
}

const seconds = { tenMinutes: 600 } as const
const claim = (name: string, value: unknown) => (draft: ProofDraft) => ({
  ...draft,
  claims: { ...draft.claims, [name]: value },
})
const header = (name: string, value: unknown) => (draft: ProofDraft) => ({
  ...draft,
  header: { ...draft.header, [name]: value },
})

export const proofFaults = {
  'without-htu': claim('htu', null),
  'without-htm': claim('htm', null),
  'iat-in-the-past': (draft: ProofDraft) => claim('iat', Number(draft.claims.iat) - seconds.tenMinutes)(draft),
  'iat-in-the-future': (draft: ProofDraft) => claim('iat', Number(draft.claims.iat) + seconds.tenMinutes)(draft),
  'without-ath': claim('ath', null),
  'without-alg': header('alg', null),
  'without-jwk': header('jwk', null),
  'without-jti': claim('jti', null),
  symmetric: (draft: ProofDraft) => ({
    ...header('jwk', { kty: 'oct', k: 'c2VjcmV0' })(header('alg', 'HS256')(draft)),
    alg: 'HS256',
  }),
  'private-key-in-jwk': (draft: ProofDraft, key: Jwk) => header('jwk', key)(draft),
  'wrong-typ': header('typ', 'JWT'),
  'bad-signature': (draft: ProofDraft) => ({ ...draft, badSignature: true }),
  'foreign-ath': claim('ath', 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo'),
  'wrong-htm': (draft: ProofDraft) => claim('htm', draft.claims.htm === 'POST' ? 'GET' : 'POST')(draft),
  'wrong-htu': (draft: ProofDraft) => claim('htu', `${String(draft.claims.htu)}/elsewhere`)(draft),
} as const satisfies Record<string, (draft: ProofDraft, key: Jwk) => ProofDraft>

export type ProofFault = keyof typeof proofFaults
