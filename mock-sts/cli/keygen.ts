/** `helseid-mock keygen`: generates a key pair for a client, as JWKs, or prints the public half of a key. */
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { curveOfAlgorithm } from 'helseid-contract'
import { canonicalKey, type Jwk } from 'helseid-contract/rules'
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import { clientKeyProblems } from '../clients/client-keys.ts'
import { keyNotes } from '../config/notes.ts'
import { makeFolder } from '../store/make-folder.ts'
import type { CliCommand } from './command.ts'
import { type PublicHalf, publicOf } from './public-of.ts'
import { UsageError } from './usage-error.ts'

const algorithms = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const

export const keygen: CliCommand = {
  configure(command) {
    command
      .option(
        '--alg <algorithm>',
        `signing algorithm: ${algorithms.join(', ')} (default: PS256; with --public-of that of the key)`,
      )
      .option(
        '--out <folder>',
        'write private-key.json (keep it private) and public-key.json to this folder instead of printing',
      )
      .option(
        '--public-of <file>',
        'print the public half of the private key in this file (JWK, JWKS, PEM, or a configuration) instead of a new key',
      )
  },
  async run({ alg: givenAlg, out, publicOf: source }) {
    if (givenAlg !== undefined && !(algorithms as readonly unknown[]).includes(givenAlg))
      throw new UsageError(`--alg must be one of ${algorithms.join(', ')}, not "${givenAlg}"`)
    if (source !== undefined) {
      if (out !== undefined)
        throw new UsageError('--public-of prints the public half: redirect it instead of giving --out')
      const half = withAlg(publicOf(String(source)), givenAlg as string | undefined)
      for (const note of notesOn(half)) console.error(`note: ${note}`)
      console.log(JSON.stringify(half, null, 2))
      return 0
    }
    const alg = givenAlg ?? 'PS256'
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

function keysOf(half: PublicHalf): readonly Jwk[] {
  return 'keys' in half ? half.keys : [half]
}

/** @throws {UsageError} for an algorithm with which a key cannot sign, or of several keys */
function withAlg(half: PublicHalf, alg: string | undefined): PublicHalf {
  if (alg === undefined) return half
  if ('keys' in half) throw new UsageError('--alg is for one key, and the file has several: add alg to each of them')
  const fits = half.kty === 'EC' ? curveOfAlgorithm(alg) === half.crv : half.kty === 'RSA' && alg.startsWith('PS')
  if (fits) return { ...half, alg }
  throw new UsageError(`--alg: a key of type ${[half.kty, half.crv].filter(Boolean).join(' ')} cannot sign with ${alg}`)
}

/** What a registration would refuse or note. */
function notesOn(half: PublicHalf): string[] {
  return keysOf(half).flatMap((key) => {
    const problems = clientKeyProblems({ jwks: { keys: [key] } })
    return problems.length > 0
      ? problems.map((problem) => problem.replace('/jwks/keys/0', 'the key'))
      : keyNotes(key, Date.now())
  })
}

async function toJwk(key: CryptoKey, alg: string) {
  const jwk = await exportJWK(key)
  return { ...jwk, kid: canonicalKey(jwk).thumbprint, alg, use: 'sig' }
}

function createFolder(path: string): void {
  try {
    makeFolder(path, 0o700)
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
