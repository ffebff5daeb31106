/** The environments by name, with the STS that each of them uses. */
import type { Environment, EnvironmentName, StsName } from './environment.ts'
import { prod } from './prod.ts'
import { qa } from './qa.ts'
import { test1 } from './test1.ts'
import { test2 } from './test2.ts'

export type { Environment, EnvironmentName, StsName } from './environment.ts'

export const environments = { test1, test2, qa, prod } as const satisfies Record<EnvironmentName, Environment>

/** The STSs, each with the environment that gives its addresses. */
export const stsEnvironments = { test: test1, qa, prod } as const satisfies Record<StsName, Environment>

export const stsNames = Object.keys(stsEnvironments) as readonly StsName[]

/** One of NHN's services at its real address. */
export interface RealService {
  readonly origin: string
  readonly sts: StsName
  readonly service: 'sts' | 'selvbetjening' | 'ttt'
}

/** NHN's services that a client meets, which a twin can stand in for. */
export const realServices: readonly RealService[] = stsNames.flatMap((sts) => {
  const { issuer, selvbetjening, testTokenService }: Environment = stsEnvironments[sts]
  return [
    { origin: issuer, sts, service: 'sts' as const },
    ...(selvbetjening === undefined ? [] : [{ origin: selvbetjening, sts, service: 'selvbetjening' as const }]),
    ...(testTokenService === undefined ? [] : [{ origin: testTokenService, sts, service: 'ttt' as const }]),
  ]
})

/** Their hostnames. */
export const realHostnames: readonly string[] = realServices.map(({ origin }) => new URL(origin).hostname)

/**
 * The STS meant by a name: an STS (`test`, `qa`, `prod`) or an environment (`test1`, `test2`, `TEST1` …).
 * Undefined for any other name.
 */
export function stsNamed(name: string): StsName | undefined {
  const lower = name.toLowerCase()
  if (lower in stsEnvironments) return lower as StsName
  return lower in environments ? environments[lower as EnvironmentName].sts : undefined
}
