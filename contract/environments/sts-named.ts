/** Which STS a name means: the name of an STS or of an environment, in any case. */
import { type EnvironmentName, environmentNames, environments, type StsName, stsNames } from './index.ts'

/** Every name under which an STS is accepted. */
export const stsOrEnvironmentNames: readonly string[] = [...new Set<string>([...stsNames, ...environmentNames])]

/** Undefined for any other name. */
export function stsNamed(name: string): StsName | undefined {
  const lower = name.toLowerCase()
  if ((stsNames as readonly string[]).includes(lower)) return lower as StsName
  return Object.hasOwn(environments, lower) ? environments[lower as EnvironmentName].sts : undefined
}

/** @throws {TypeError} for a name that no STS and no environment has */
export function requireSts(name: string): StsName {
  const sts = stsNamed(name)
  if (sts !== undefined) return sts
  throw new TypeError(`unknown STS "${name}": use ${listed(stsNames)}, or an environment, ${listed(environmentNames)}`)
}

/** The STSs that a registration is for: all of them unless it names some. */
export function stsesOf({ sts }: { readonly sts?: string | readonly string[] }): readonly StsName[] {
  if (sts === undefined) return stsNames
  return (typeof sts === 'string' ? [sts] : sts).map(requireSts)
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
