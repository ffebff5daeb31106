/** PROD: HelseID's production STS. */
import type { EnvironmentEntry } from './environment.ts'

export const prod = {
  name: 'prod',
  sts: 'prod',
  issuer: 'https://helseid-sts.nhn.no',
  selvbetjening: 'https://api.selvbetjening.nhn.no',
  status: 'confirmed',
  reference: 'HelseID.Library HelseIdConfiguration.cs',
} as const satisfies EnvironmentEntry
