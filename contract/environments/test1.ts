/** TEST1: Helsenorge's first test environment, on HelseID's test STS. */
import type { EnvironmentEntry } from './environment.ts'

export const test1 = {
  name: 'test1',
  sts: 'test',
  issuer: 'https://helseid-sts.test.nhn.no',
  selvbetjening: 'https://api.selvbetjening.test.nhn.no',
  testTokenService: 'https://helseid-ttt.test.nhn.no',
  status: 'confirmed',
  reference: 'HelseID.Library HelseIdConfiguration.cs; Selvbetjening.Samples',
} as const satisfies EnvironmentEntry
