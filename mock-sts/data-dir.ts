/** Keeps in a folder what outlives a restart: signing keys, and the clients and APIs registered while the twin ran. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StsName, stsNames } from 'helseid-contract'
import { generated } from './own-keys.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'
import type { KeyMaterial } from './signing-keys.ts'

export interface DataDir {
  /** Those kept, or new ones, which are kept from now on. */
  signingKeys(now: number): Promise<Readonly<Record<StsName, KeyMaterial>>>
  readonly registrations: Registrations
  /** @throws {Error} from node:fs when the folder can no longer be written */
  save(registrations: Registrations): void
}

export interface Registrations {
  readonly clients: readonly ClientRegistration[]
  readonly apis: readonly ApiRegistration[]
}

const files = { keys: 'signing-keys.json', registrations: 'registrations.json' } as const

/** @throws {TypeError} saying what is wrong with the folder */
export function openDataDir(folder: string): DataDir {
  const write = (file: string, value: object) => {
    // Whole or not at all, whenever the process ends.
    const path = join(folder, file)
    writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new TypeError(`the data directory ${folder} cannot be made: ${(error as Error).message}`, { cause: error })
  }
  const kept = read<Registrations>(folder, files.registrations) ?? { clients: [], apis: [] }
  return {
    registrations: kept,
    save: (registrations) => write(files.registrations, registrations),
    async signingKeys(now) {
      const keys = read<Record<StsName, KeyMaterial>>(folder, files.keys)
      if (keys !== undefined) return keys
      const made = await Promise.all(stsNames.map(async (sts) => [sts, await generated(sts, now)] as const))
      const material = Object.fromEntries(made) as Record<StsName, KeyMaterial>
      try {
        write(files.keys, material)
      } catch (error) {
        throw new TypeError(`the data directory ${folder} cannot be written: ${(error as Error).message}`, {
          cause: error,
        })
      }
      return material
    },
  }
}

/** Undefined for a file that is not there. */
function read<T>(folder: string, file: string): T | undefined {
  const path = join(folder, file)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new TypeError(`${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
  try {
    return JSON.parse(text) as T
  } catch (error) {
    // Its text may hold private keys: it is not quoted.
    throw new TypeError(`${path} is damaged: mend it, or delete it to begin anew`, { cause: error })
  }
}
