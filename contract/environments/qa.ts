/** QA: the address comes from the project's starting document and was not found elsewhere. */
import type { EnvironmentEntry } from './environment.ts'

export const qa = {
  name: 'qa',
  sts: 'qa',
  issuer: 'https://helseid-sts.qa.nhn.no',
  selvbetjening: 'https://api.selvbetjening.qa.nhn.no',
  status: 'likely',
  reference: 'the project’s starting document; selvbetjening.qa.nhn.no/docs exists',
} as const satisfies EnvironmentEntry
