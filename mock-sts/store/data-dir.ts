/** Keeps in a folder what outlives a restart: signing keys, and the clients and APIs registered while the twin ran. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StsName, stsNames } from 'helseid-contract'
import type { ApiRegistration, ClientRegistration } from '../clients/registration.ts'
import { generated } from '../keys/own-keys.ts'
import { type KeyMaterial, signingKey } from '../keys/signing-keys.ts'

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

/** For one twin at a time. @throws {TypeError} saying what is wrong with the folder, or with what is in it */
export async function openDataDir(folder: string): Promise<DataDir> {
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
  const kept = await registrationsIn(folder)
  return {
    registrations: kept,
    save: (registrations) => write(files.registrations, registrations),
    async signingKeys(now) {
      const keys = keysIn(folder)
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

async function registrationsIn(folder: string): Promise<Registrations> {
  const found = read<Partial<Registrations>>(folder, files.registrations)
  if (found === undefined) return { clients: [], apis: [] }
  // The validator is loaded only where there is something to validate.
  const { apiProblems, clientProblems } = await import('../config/problems.ts')
  const { clients = [], apis = [] } = found
  const problems = [...clients.flatMap(clientProblems), ...apis.flatMap(apiProblems)]
  if (problems.length > 0) throw damaged(join(folder, files.registrations), problems[0])
  return { clients, apis }
}

function keysIn(folder: string): Record<StsName, KeyMaterial> | undefined {
  const keys = read<Record<StsName, KeyMaterial>>(folder, files.keys)
  if (keys === undefined) return undefined
  try {
    for (const sts of stsNames) signingKey(keys[sts])
    return keys
  } catch (error) {
    // What node:crypto says may quote the key: it is the cause, and not the message.
    throw damaged(join(folder, files.keys), 'one of its keys cannot be used', error)
  }
}

function damaged(path: string, why: string | undefined, cause?: unknown): TypeError {
  return new TypeError(`${path} is damaged (${why}): mend it, or delete it to begin anew`, { cause })
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
    throw damaged(path, 'it is no JSON', error)
  }
}
