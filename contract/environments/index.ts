/** The environments and their STSs. Every union, list and error text with their names derives from this table. */
import type { EnvironmentEntry } from './environment.ts'
import { prod } from './prod.ts'
import { qa } from './qa.ts'
import { test1 } from './test1.ts'
import { test2 } from './test2.ts'

/**
 * The environments by name. An STS takes its addresses from its first environment.
 * @example
 * environments.test1.issuer // https://helseid-sts.test.nhn.no
 */
export const environments = { test1, test2, qa, prod } as const satisfies Record<string, EnvironmentEntry>

/** The names of the environments. TEST1 and TEST2 share one STS. */
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

/** The STSs, each with the environment from which it takes its addresses. */
export const stsEnvironments = Object.fromEntries(
  stsNames.map((name) => [name, Object.values(environments).find(({ sts }) => sts === name)]),
) as unknown as StsEnvironments

/** One of NHN's services at its real address. */
export interface RealService {
  readonly origin: string
  readonly sts: StsName
  readonly service: 'sts' | 'selvbetjening' | 'ttt'
}

/** The NHN services that a client calls and a twin can replace. */
export const realServices: readonly RealService[] = stsNames.flatMap((sts) => {
  const { issuer, selvbetjening, testTokenService }: Environment = stsEnvironments[sts]
  return [
    { origin: issuer, sts, service: 'sts' as const },
    ...(selvbetjening === undefined ? [] : [{ origin: selvbetjening, sts, service: 'selvbetjening' as const }]),
    ...(testTokenService === undefined ? [] : [{ origin: testTokenService, sts, service: 'ttt' as const }]),
  ]
})

/** The host names of these services. */
export const realHostnames: readonly string[] = realServices.map(({ origin }) => new URL(origin).hostname)
