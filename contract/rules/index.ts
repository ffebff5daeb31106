/** The rules in HelseID's order, step by step, each with its severity per profile: a list to read aloud. */
import type { Severities } from '../judge.ts'
import type { Rule, Severity } from '../rule.ts'
import { audIsIssuer } from './aud-is-issuer.ts'
import { methodPost } from './method-post.ts'
import { noncePresent } from './nonce-present.ts'

/**
 * `today`: what the live STS is seen to do. `next`: documented and announced rules enforced. `lenient`: refuses only what
 * makes a request unintelligible, its client unknown, its signature false or its proof unbound.
 */
export const profileNames = ['today', 'next', 'lenient'] as const
export type ProfileName = (typeof profileNames)[number]

type Row = readonly [rule: Rule, today: Severity, next: Severity, lenient: Severity]

/** HelseID's order (cases.md): the first step that fails answers. */
const steps: readonly { readonly step: Step; readonly rules: readonly Row[] }[] = [
  // biome-ignore format: a table is read by its columns
  { step: 'form', rules: [
    [methodPost,                  'reject', 'reject', 'reject'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'client', rules: [
    [audIsIssuer,                 'reject', 'reject', 'warn'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'proof', rules: [
    [noncePresent,                'reject', 'reject', 'reject'],
  ] },
]

/** The steps of HelseID's order, by cases.md: 1 form, 2 credentials, 3 client, 4 headers, 5 grant type, 6 resource, 7 proof, 8 grant, 9 organization. */
export type Step =
  | 'form'
  | 'credentials'
  | 'client'
  | 'headers'
  | 'grant type'
  | 'resource'
  | 'proof'
  | 'grant'
  | 'organization'

export const rules: readonly Rule[] = steps.flatMap(({ rules }) => rules.map(([rule]) => rule))

/** Position of a rule's step in the order. */
export const stepOf: ReadonlyMap<string, Step> = new Map(
  steps.flatMap(({ step, rules }) => rules.map(([rule]) => [rule.id, step] as const)),
)

export const profiles: Readonly<Record<ProfileName, Severities>> = {
  today: column(1),
  next: column(2),
  lenient: column(3),
}

function column(index: 1 | 2 | 3): Severities {
  return Object.fromEntries(steps.flatMap(({ rules }) => rules.map((row) => [row[0].id, row[index]] as const)))
}
