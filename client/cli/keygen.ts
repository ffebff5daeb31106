/** `helseid keygen`: generates a key pair, the private key for the client and the public key to register. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { assertionAlgorithms } from 'helseid-contract'
import { newKey, publicHalf } from '../keys/new-key.ts'
import { type CliCommand, exitCodes, UsageError } from './command.ts'

const algorithms: readonly string[] = assertionAlgorithms.documented

export const keygen: CliCommand = {
  help: [
    'helseid keygen: generates a key pair as JWKs',
    `  --alg ${algorithms.join('|')}   default PS256, with 4096 bits as in NHN's libraries`,
    '  --out <folder>     write private-key.json (secret) and public-key.json (to register) there instead of printing them',
  ],
  flags: { alg: { type: 'string' }, out: { type: 'string' } },
  async run({ alg = 'PS256', out }, terminal) {
    if (!algorithms.includes(String(alg))) throw new UsageError(`--alg: use ${algorithms.join(', ')}`)
    const privateJwk = await newKey(String(alg))
    const publicJwk = publicHalf(privateJwk)
    if (typeof out !== 'string') {
      terminal.out(JSON.stringify({ privateJwk, publicJwk }, null, 2))
      return exitCodes.fine
    }
    const [privateFile, publicFile] = [join(out, 'private-key.json'), join(out, 'public-key.json')]
    createFolder(dirname(privateFile))
    // Both or neither: a private key without its public key cannot be registered.
    for (const file of [privateFile, publicFile]) {
      if (existsSync(file)) throw alreadyExists(file)
    }
    write(privateFile, privateJwk, 0o600)
    write(publicFile, publicJwk, 0o644)
    terminal.err(`helseid: wrote ${privateFile} and ${publicFile}`)
    return exitCodes.fine
  },
}

function createFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      code === 'EEXIST' ? `${path} is not a folder` : `the folder ${path} cannot be created: ${code}`,
    )
  }
}

/** Never overwrites a file. */
function write(path: string, jwk: object, mode: number): void {
  try {
    writeFileSync(path, `${JSON.stringify(jwk, null, 2)}\n`, { mode, flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'EEXIST' ? alreadyExists(path) : new UsageError(`${path} cannot be written: ${code}`)
  }
}

function alreadyExists(path: string): UsageError {
  return new UsageError(`${path} already exists and is not overwritten: move it, or choose another --out`)
}
