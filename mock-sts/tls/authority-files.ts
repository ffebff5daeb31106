/** Keeps an authority in a folder, its key for its owner alone; reads one from there, or from PEM in a setting. */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CertifiedKey } from './authority.ts'

export const authorityFiles = { certificate: 'ca.pem', privateKey: 'ca-key.pem' } as const

/** @throws {TypeError} saying what to change */
export function readAuthority(folderOrPem: string): CertifiedKey {
  if (folderOrPem.includes('-----BEGIN')) return fromPem(folderOrPem)
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
  return { certificate: readFileSync(certificate, 'utf8'), privateKey: readFileSync(privateKey, 'utf8') }
}

export function hasAuthority(folder: string): boolean {
  return paths(folder).some((path) => existsSync(path))
}

/** Writes both files and never over others. @throws {Error} from node:fs */
export function writeAuthority(folder: string, authority: CertifiedKey): string {
  mkdirSync(folder, { recursive: true })
  const [certificate, privateKey] = paths(folder)
  writeFileSync(privateKey, authority.privateKey, { mode: 0o600, flag: 'wx' })
  writeFileSync(certificate, authority.certificate, { flag: 'wx' })
  chmodSync(certificate, 0o644)
  return certificate
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
