/** Keeps an authority in a folder, its key for its owner alone; reads one from there, or from PEM in a setting. */
import { X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CertifiedKey } from './authority.ts'

const authorityFiles = { certificate: 'ca.pem', privateKey: 'ca-key.pem' } as const

/** Longer than any path to a folder: a key that was meant to be PEM, and must not be repeated in an error. */
const maxPathLength = 200

/**
 * `folderOrPem`: a folder, or certificate and key in PEM; in variables PEM often has `\\n` for its line ends, or is base64.
 * @throws {TypeError} saying what to change, and never what a key is
 */
export function readAuthority(folderOrPem: string): CertifiedKey {
  const text = asPem(folderOrPem)
  if (text !== undefined) return fromPem(text)
  if (folderOrPem.length > maxPathLength || folderOrPem.includes('\n'))
    throw new TypeError(
      'the authority is neither a folder nor PEM: give both its certificate and its private key in PEM',
    )
  const [certificate, privateKey] = paths(folderOrPem)
  for (const path of [certificate, privateKey])
    if (!existsSync(path))
      throw new TypeError(`there is no ${path}: make an authority with helseid-mock ca create --dir ${folderOrPem}`)
  const others = statSync(privateKey).mode & 0o077
  // Windows has no such modes.
  if (others !== 0 && process.platform !== 'win32')
    throw new TypeError(
      `${privateKey} can be read by others: whoever has it can stand in for HelseID. Run chmod 600 ${privateKey}`,
    )
  return { certificate: readOwn(certificate), privateKey: readOwn(privateKey) }
}

function readOwn(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new TypeError(
      `${path} cannot be read by this user (${process.getuid?.()}): run as its owner, or give the authority as PEM in HELSEID_MOCK_TLS_CA`,
      { cause: error },
    )
  }
}

function asPem(text: string): string | undefined {
  const plain = text.replaceAll('\\n', '\n')
  const decoded = Buffer.from(text, 'base64').toString('latin1')
  return [plain, decoded].find((candidate) => candidate.includes('-----BEGIN'))
}

/** Whole, and still valid at `now`, in epoch milliseconds. */
export function hasAuthority(folder: string, now: number): boolean {
  const [certificate, privateKey] = paths(folder)
  if (!existsSync(certificate) || !existsSync(privateKey)) return false
  return new X509Certificate(readFileSync(certificate)).validToDate.getTime() > now
}

/** Whether anything of an authority is there, usable or not. */
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

/** Writes the certificate alone, for those who are to trust it. @throws {Error} from node:fs */
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
    throw new TypeError('the authority needs both its certificate and its private key in PEM')
  return { certificate: `${certificate}\n`, privateKey: `${privateKey}\n` }
}
