/** Stores a CA in a folder, where only its owner can read the key, and reads it from there or from PEM. */
import { X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalPem } from 'helseid-contract'
import type { CertifiedKey } from './authority.ts'

const authorityFiles = { certificate: 'ca.pem', privateKey: 'ca-key.pem' } as const

/** A longer setting is not a path but a malformed PEM key, which an error must not repeat. */
const maxPathLength = 200

/**
 * `folderOrPem` is a folder, or certificate and key as PEM. The PEM may have lost its line breaks, and the whole may be base64, as is
 * common in environment variables.
 * @throws {TypeError} saying what to change; it never contains a key
 */
export function readAuthority(folderOrPem: string): CertifiedKey {
  const text = asPem(folderOrPem)
  if (text !== undefined) return fromPem(text)
  if (folderOrPem.length > maxPathLength || folderOrPem.includes('\n'))
    throw new TypeError('the CA is neither a folder nor PEM: set both its certificate and its private key as PEM')
  if (statSync(folderOrPem, { throwIfNoEntry: false })?.isFile())
    throw new TypeError(
      `${folderOrPem} is a file: give the folder with ca.pem and ca-key.pem, or a file with both in HELSEID_MOCK_TLS_CA_FILE`,
    )
  const [certificate, privateKey] = paths(folderOrPem)
  for (const path of [certificate, privateKey])
    if (!existsSync(path))
      throw new TypeError(`${path} does not exist: create a CA with \`helseid-mock ca create --dir ${folderOrPem}\``)
  const others = statSync(privateKey).mode & 0o077
  // Windows has no file modes.
  if (others !== 0 && process.platform !== 'win32')
    throw new TypeError(
      `other users can read ${privateKey}, and anyone with this key can impersonate HelseID: run \`chmod 600 ${privateKey}\``,
    )
  return { certificate: readOwn(certificate), privateKey: readOwn(privateKey) }
}

/** PEM without the byte order mark and line ends that an editor added. */
function readOwn(path: string): string {
  const text = textOf(path)
  try {
    return canonicalPem(text)
  } catch (error) {
    throw new TypeError(`${path}: ${(error as Error).message}`)
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new TypeError(
      `user ${process.getuid?.()} cannot read ${path}: run as its owner, or set HELSEID_MOCK_TLS_CA to the CA as PEM`,
      { cause: error },
    )
  }
}

function asPem(text: string): string | undefined {
  const decoded = Buffer.from(text, 'base64').toString('latin1')
  const pem = [text, decoded].find((candidate) => candidate.includes('-----BEGIN'))
  return pem === undefined ? undefined : canonicalPem(pem)
}

/** True if the folder has a complete CA that is valid at `now`, in epoch milliseconds. */
export function hasAuthority(folder: string, now: number): boolean {
  const [certificate, privateKey] = paths(folder)
  if (!existsSync(certificate) || !existsSync(privateKey)) return false
  return new X509Certificate(readOwn(certificate)).validToDate.getTime() > now
}

/** True if the folder has any file of a CA, usable or not. */
export function hasAnyOf(folder: string): boolean {
  return paths(folder).some((path) => existsSync(path))
}

/** Writes both files. @throws {Error} from node:fs */
export function writeAuthority(folder: string, authority: CertifiedKey): string {
  mkdirSync(folder, { recursive: true })
  const [certificate, privateKey] = paths(folder)
  for (const path of [certificate, privateKey]) rmSync(path, { force: true })
  writeFileSync(privateKey, authority.privateKey, { mode: 0o600, flag: 'wx' })
  publish(folder, authority)
  return certificate
}

/** Writes only the certificate, for clients to trust. @throws {Error} from node:fs */
export function publish(folder: string, { certificate }: Pick<CertifiedKey, 'certificate'>): void {
  mkdirSync(folder, { recursive: true })
  const [path] = paths(folder)
  writeFileSync(path, certificate)
  chmodSync(path, 0o644)
}

function paths(folder: string): readonly [certificate: string, privateKey: string] {
  return [join(folder, authorityFiles.certificate), join(folder, authorityFiles.privateKey)]
}

function fromPem(pem: string): CertifiedKey {
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0]
  const privateKey = /-----BEGIN (?:EC )?PRIVATE KEY-----[^-]+-----END (?:EC )?PRIVATE KEY-----/.exec(pem)?.[0]
  if (certificate === undefined || privateKey === undefined)
    throw new TypeError('the CA needs both its certificate and its private key as PEM')
  return { certificate: `${certificate}\n`, privateKey: `${privateKey}\n` }
}
