/** The list of public names: collects, writes, reads and compares it. */
import { clientCommandNames, environmentVariables, ownHeaders, twinCommandNames } from './command-line.ts'
import { exportedNames } from './exports.ts'
import { configurationMembers, controlPlaneNames, servedPaths } from './http.ts'

/** Names by section: an entry point, `command line of helseid`, … */
export type PublicNames = Readonly<Record<string, readonly string[]>>

export const listFile = new URL('../public-names.txt', import.meta.url)

const heading = `The names that users of the packages, the twin and the command lines can use. \`npm run public-names\` writes this list.
Add every change to CHANGELOG.md.`
const paths = 'paths of the twin'

/** The names in the current code. Paths are requested one by one from `listed`, so an unlisted path is not found. */
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

/** A sentence for each removed name and each new name. */
export function differences(listed: PublicNames, current: PublicNames): string[] {
  const lacking = (these: PublicNames, those: PublicNames, state: string) =>
    Object.entries(those).flatMap(([of, names]) =>
      names.filter((name) => !these[of]?.includes(name)).map((name) => sentence(of, name, state)),
    )
  return [...lacking(current, listed, 'was removed'), ...lacking(listed, current, 'is new')]
}

function sentence(of: string, name: string, state: string): string {
  return `public name ${name} (${of}) ${state}: add a line to CHANGELOG.md and to test/docs/public-names.txt (npm run public-names)`
}
