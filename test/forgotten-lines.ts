/** The forgotten line: what a folder holds and its index does not list, or the other way round, each as a sentence that says what to add where. */
import { readdirSync } from 'node:fs'

export interface Listing {
  /** From the root of the repository. */
  readonly folder: string
  /** The file that lists it. Default: the folder's `index.ts`. */
  readonly index?: string
  /** What the index lists, by file name without `.ts`. */
  readonly listed: readonly string[]
  /** Files of the folder that are not entries, without `.ts`. */
  readonly machinery?: readonly string[]
  /** What to do with a file that is not listed, as the end of a sentence. */
  readonly add: string
}

export function forgottenLines({
  folder,
  index = `${folder}/index.ts`,
  listed,
  machinery = [],
  add,
}: Listing): string[] {
  const files = readdirSync(new URL(`../${folder}/`, import.meta.url))
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((file) => file !== 'index' && !machinery.includes(file))
  return [
    ...files
      .filter((file) => !listed.includes(file))
      .map((file) => `${folder}/${file}.ts exists, but ${index} does not list it: ${add}`),
    ...listed
      .filter((name) => !files.includes(name))
      .map((name) => `${index} lists "${name}", but ${folder}/${name}.ts does not exist: name the file after it`),
  ]
}
