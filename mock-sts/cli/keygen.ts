/** `helseid-mock keygen`: generates a key pair for a client, as JWKs, or prints the public half of a key. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { canonicalKey } from 'helseid-contract/rules'
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import type { CliCommand } from './command.ts'
import { publicOf } from './public-of.ts'
import { UsageError } from './usage-error.ts'

const algorithms = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const

export const keygen: CliCommand = {
  configure(command) {
    command
      .option('--alg <algorithm>', `signing algorithm: ${algorithms.join(', ')}`, 'PS256')
      .option(
        '--out <folder>',
        'write private-key.json (keep it private) and public-key.json to this folder instead of printing',
      )
      .option(
        '--public-of <file>',
        'print the public half of the private key in this file (JWK, JWKS, PEM, or a configuration) instead of a new key',
      )
  },
  async run({ alg, out, publicOf: source }) {
    if (source !== undefined) {
      if (out !== undefined)
        throw new UsageError('--public-of prints the public half: redirect it instead of giving --out')
      console.log(JSON.stringify(publicOf(String(source)), null, 2))
      return 0
    }
    if (!(algorithms as readonly unknown[]).includes(alg))
      throw new UsageError(`--alg must be one of ${algorithms.join(', ')}, not "${alg}"`)
    const { privateKey, publicKey } = await generateKeyPair(String(alg), { extractable: true, modulusLength: 3072 })
    const publicJwk = await toJwk(publicKey, String(alg))
    const privateJwk = { ...(await exportJWK(privateKey)), kid: publicJwk.kid, alg: String(alg) }
    if (out === undefined) {
      console.log(JSON.stringify({ privateJwk, publicJwk }, null, 2))
      return 0
    }
    const [privateFile, publicFile] = [join(String(out), 'private-key.json'), join(String(out), 'public-key.json')]
    createFolder(dirname(privateFile))
    // Write both files or neither: a private key without its public key cannot be registered.
    for (const file of [privateFile, publicFile]) {
      if (existsSync(file)) throw existsAlready(file)
    }
    write(privateFile, privateJwk, 0o600)
    write(publicFile, publicJwk, 0o644)
    return 0
  },
}

async function toJwk(key: CryptoKey, alg: string) {
  const jwk = await exportJWK(key)
  return { ...jwk, kid: canonicalKey(jwk).thumbprint, alg, use: 'sig' }
}

function createFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const problem = code === 'EEXIST' ? `${path} is not a folder` : `cannot create the folder ${path}: ${code}`
    throw new UsageError(problem, { cause })
  }
}

/** Never overwrites a file. */
function write(path: string, jwk: object, mode: number): void {
  try {
    writeFileSync(path, `${JSON.stringify(jwk, null, 2)}\n`, { mode, flag: 'wx' })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw code === 'EEXIST' ? existsAlready(path) : new UsageError(`cannot write ${path}: ${code}`, { cause })
  }
  console.log(path)
}

function existsAlready(path: string): UsageError {
  return new UsageError(`${path} already exists and is not overwritten: move it, or choose another --out`)
}
