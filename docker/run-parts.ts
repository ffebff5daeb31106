/** The entry point of the bundle: runs its parts, each with the code that V8 compiled when the image was built. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { debuglog } from 'node:util'
import { Script } from 'node:vm'

/** Declared by the bundler: the file of the first part. */
declare const firstPart: string

type Chunk = (require: (id: string) => unknown, module: { exports: unknown }, exports: unknown) => void
type Part = (dirname: string) => { readonly chunks: Readonly<Record<string, Chunk>>; readonly elsewhere?: Elsewhere }

/** The files of the chunks that are in another part, and the chunk that runs first. */
interface Elsewhere {
  readonly files: Readonly<Record<string, string>>
  readonly entry: string
}

const cache = join(__dirname, 'cache')
const log = debuglog('helseid-mock')
const builtIn = createRequire(__filename)
const scripts = new Map<string, Script>()

function partIn(file: string): ReturnType<Part> {
  const path = join(__dirname, file)
  const cachedData = cachedCode(file)
  const script = new Script(readFileSync(path, 'latin1'), { filename: path, ...(cachedData && { cachedData }) })
  log(
    '%s: compiled code %s',
    file,
    cachedData === undefined ? 'missing' : script.cachedDataRejected ? 'rejected' : 'used',
  )
  scripts.set(file, script)
  return (script.runInThisContext() as Part)(__dirname)
}

function cachedCode(file: string): Buffer | undefined {
  try {
    return readFileSync(join(cache, file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Keeps the code of all functions that have run so far, for the next start. V8 takes it only in the same version of Node. */
export function keepCode(): void {
  for (const [file, script] of scripts) writeFileSync(join(cache, file), script.createCachedData())
}

const { chunks: first, elsewhere = { files: {}, entry: '' } } = partIn(firstPart)
const { files, entry } = elsewhere
const chunks: Record<string, Chunk> = { ...first }
const loaded: Record<string, { exports: unknown }> = {}

function load(id: string): unknown {
  const name = id.slice(id.lastIndexOf('/') + 1)
  const file = files[name]
  if (!(name in chunks) && file === undefined) return builtIn(id)
  const known = loaded[name]
  if (known !== undefined) return known.exports
  if (!(name in chunks)) Object.assign(chunks, partIn(file ?? '').chunks)
  const module = { exports: {} as unknown }
  loaded[name] = module
  chunks[name]?.(load, module, module.exports)
  return module.exports
}

load(entry)
