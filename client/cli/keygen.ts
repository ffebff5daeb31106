/** `helseid keygen`: a new key pair, the private half for the client, the public half to register. */
import { writeFileSync } from 'node:fs'
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
    write(join(out, 'private-key.json'), privateJwk, 0o600)
    write(join(out, 'public-key.json'), publicJwk, 0o644)
    terminal.err(`helseid: ${join(out, 'private-key.json')}, ${join(out, 'public-key.json')}`)
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
