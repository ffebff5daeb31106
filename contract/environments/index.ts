/** The environments by name, and the STSs behind them: every union, list and error text that names one comes from this table. */
import type { EnvironmentEntry } from './environment.ts'
import { prod } from './prod.ts'
import { qa } from './qa.ts'
import { test1 } from './test1.ts'
import { test2 } from './test2.ts'

/** The first environment of an STS gives the STS its addresses. */
export const environments = { test1, test2, qa, prod } as const satisfies Record<string, EnvironmentEntry>

/** The four environments of the project's starting document; TEST1 and TEST2 share one STS. */
export type EnvironmentName = keyof typeof environments

/** The security token services behind the environments. */
export type StsName = (typeof environments)[EnvironmentName]['sts']

export interface Environment extends EnvironmentEntry {
  readonly name: EnvironmentName
  readonly sts: StsName
}

export const environmentNames = Object.keys(environments) as readonly EnvironmentName[]

export const stsNames: readonly StsName[] = [...new Set(Object.values(environments).map(({ sts }) => sts))]

type StsEnvironments = {
  readonly [Name in StsName]: Extract<(typeof environments)[EnvironmentName], { readonly sts: Name }>
}

/** The STSs, each with the environment that gives its addresses. */
export const stsEnvironments = Object.fromEntries(
  stsNames.map((name) => [name, Object.values(environments).find(({ sts }) => sts === name)]),
) as unknown as StsEnvironments

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
