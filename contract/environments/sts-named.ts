/** Resolves the name of an STS or an environment, in upper or lower case, to the STS. */
import { type EnvironmentName, environmentNames, environments, type StsName, stsNames } from './index.ts'

/** Every name that resolves to an STS. */
export const stsOrEnvironmentNames: readonly string[] = [...new Set<string>([...stsNames, ...environmentNames])]

/** The STS with this name, or of the environment with this name; undefined for any other name. */
export function stsNamed(name: string): StsName | undefined {
  const lower = name.toLowerCase()
  if ((stsNames as readonly string[]).includes(lower)) return lower as StsName
  return Object.hasOwn(environments, lower) ? environments[lower as EnvironmentName].sts : undefined
}

/**
 * The STS with this name, or of the environment with this name.
 * @throws {TypeError} for an unknown name
 * @example
 * requireSts('TEST2') // test
 */
export function requireSts(name: string): StsName {
  const sts = stsNamed(name)
  if (sts !== undefined) return sts
  throw new TypeError(`unknown STS "${name}": use ${listed(stsNames)}, or an environment, ${listed(environmentNames)}`)
}

/**
 * The STSs that a registration applies to: the ones it names, otherwise all.
 * @throws {TypeError} for an unknown name
 */
export function stsesOf({ sts }: { readonly sts?: string | readonly string[] }): readonly StsName[] {
  if (sts === undefined) return stsNames
  return (typeof sts === 'string' ? [sts] : sts).map(requireSts)
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
