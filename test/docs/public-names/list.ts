/** The list of public names: how it is collected, written, read and compared. */
import { clientCommandNames, environmentVariables, ownHeaders, twinCommandNames } from './command-line.ts'
import { exportedNames } from './exports.ts'
import { configurationMembers, controlPlaneNames, servedPaths } from './http.ts'

/** Names by what they are names of: an entry point, `command line of helseid`, … */
export type PublicNames = Readonly<Record<string, readonly string[]>>

export const listFile = new URL('../public-names.txt', import.meta.url)

const heading = `What users of the packages, the twin and the command lines can name. \`npm run public-names\` writes this list.
Every change here gets a line in CHANGELOG.md.`
const paths = 'paths of the twin'

/** As the code is now. `listed`: paths are asked for one by one, so one that was never listed is not found. */
export async function currentNames(listed: PublicNames): Promise<PublicNames> {
  const names = {
    ...exportedNames(),
    'command line of helseid': clientCommandNames(),
    'command line of helseid-mock': await twinCommandNames(),
    'environment variables': environmentVariables(),
    'headers of the twin': ownHeaders(),
    'configuration of helseid-mock': configurationMembers(),
    'control plane': controlPlaneNames(),
    [paths]: await servedPaths(listed[paths] ?? []),
  }
  return Object.fromEntries(Object.entries(names).map(([of, list]) => [of, [...new Set(list)].toSorted()]))
}

export function formatList(names: PublicNames): string {
  const sections = Object.entries(names).map(([of, list]) => [`[${of}]`, ...list].join('\n'))
  return `${[heading, ...sections].join('\n\n')}\n`
}

export function parseList(text: string): PublicNames {
  const [, ...sections] = text.split(/^\[/m)
  return Object.fromEntries(
    sections.map((section) => {
      const [head = '', ...names] = section.trim().split('\n')
      return [head.replace(/\]$/, ''), names]
    }),
  )
}

/** A sentence for each name that is gone, and for each that is new. */
export function differences(listed: PublicNames, current: PublicNames): string[] {
  const lacking = (these: PublicNames, those: PublicNames, state: string) =>
    Object.entries(those).flatMap(([of, names]) =>
      names.filter((name) => !these[of]?.includes(name)).map((name) => sentence(of, name, state)),
    )
  return [...lacking(current, listed, 'gone'), ...lacking(listed, current, 'new')]
}

function sentence(of: string, name: string, state: string): string {
  return `public name ${name} (${of}) is ${state}: add a line to CHANGELOG.md and to test/docs/public-names.txt (npm run public-names)`
}
