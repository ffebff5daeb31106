/** `helseid keygen`: a new key pair, the private half for the client, the public half to register. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assertionAlgorithms } from 'helseid-contract'
import { newKey, publicHalf } from '../keys/new-key.ts'
import { type CliCommand, exitCodes, UsageError } from './command.ts'

const algorithms: readonly string[] = assertionAlgorithms.documented

export const keygen: CliCommand = {
  help: [
    'helseid keygen: a new key pair as JWKs',
    `  --alg ${algorithms.join('|')}   default PS256, with 4096 bits as NHN's libraries make them`,
    '  --out <folder>     private-key.json (for you alone) and public-key.json (to register), instead of printing both',
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
    // Both or neither: a private half without the other cannot be registered.
    for (const file of [privateFile, publicFile]) {
      if (existsSync(file)) throw new UsageError(`${file} cannot be written: EEXIST`)
    }
    write(privateFile, privateJwk, 0o600)
    write(publicFile, publicJwk, 0o644)
    terminal.err(`helseid: ${privateFile}, ${publicFile}`)
    return exitCodes.fine
  },
}

/** Never over a key that is there. */
function write(path: string, jwk: object, mode: number): void {
  try {
    writeFileSync(path, `${JSON.stringify(jwk, null, 2)}\n`, { mode, flag: 'wx' })
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`)
  }
}
